// ical.js: the reader of Thunderbird and Nextcloud.
import ICAL from "ical.js";

const MOST = 20000;

function shown(time) {
  if (time.isDate) return time.toString();
  return new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
}

export function happenings({ content, start, end }) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  const zones = new Map();
  for (const part of calendar.getAllSubcomponents("vtimezone")) {
    const zone = new ICAL.Timezone(part);
    zones.set(zone.tzid, zone);
    ICAL.TimezoneService.register(zone);
  }
  const found = [];
  for (const part of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(part);
    const steps = event.iterator();
    for (let number = 0; number < MOST; number++) {
      const time = steps.next();
      if (!time) break;
      const moment = shown(time);
      const day = moment.slice(0, 10);
      if (day > end.slice(0, 10)) break;
      if (time.isDate ? day >= start.slice(0, 10) : moment >= start && moment < end) {
        found.push([event.uid, moment, shown(event.getOccurrenceDetails(time).endDate), event.summary]);
      }
    }
  }
  for (const tzid of zones.keys()) ICAL.TimezoneService.remove(tzid);
  return found;
}
