// node-ical: the reader of MagicMirror and of home automation. It runs with TZ=UTC.
import ical from "node-ical";

function shown(date, isFullDay) {
  return isFullDay ? date.toISOString().slice(0, 10) : date.toISOString().replace(".000Z", "Z");
}

export function happenings({ content, start, end }) {
  const events = Object.values(ical.sync.parseICS(content)).filter((one) => one.type === "VEVENT");
  return events.flatMap((event) =>
    ical
      .expandRecurringEvent(event, { from: new Date(start), to: new Date(end) })
      .map((one) => [event.uid, shown(one.start, one.isFullDay), shown(one.end, one.isFullDay), one.summary]),
  );
}
