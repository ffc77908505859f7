// rrule.js: many web calendars expand rules with it. It reads DTSTART, RRULE and EXDATE, and this file the rest.
// It runs with TZ=UTC, so that its dates are moments.
import rrule from "rrule";

const UNITS = { W: 604800, D: 86400, H: 3600, M: 60, S: 1 };

function properties(content) {
  const lines = content.replace(/\r\n[ \t]/g, "").split("\r\n");
  const inside = lines.slice(lines.indexOf("BEGIN:VEVENT") + 1, lines.indexOf("END:VEVENT"));
  const alarm = inside.indexOf("BEGIN:VALARM");
  return (alarm < 0 ? inside : inside.slice(0, alarm)).map((line) => {
    const [, name, parameters, value] = /^([A-Z-]+)((?:;[^:]*)?):(.*)$/s.exec(line);
    return { name, parameters, value };
  });
}

function seconds(duration) {
  return [...duration.matchAll(/(\d+)([WDHMS])/g)].reduce((sum, [, number, unit]) => sum + number * UNITS[unit], 0);
}

function moment(value) {
  const [, year, month, day, hour = "00", minute = "00", second = "00"] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(value);
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function unescaped(text) {
  return text.replace(/\\(.)/gs, (_, mark) => (mark.toLowerCase() === "n" ? "\n" : mark));
}

export function happenings({ content, start, end }) {
  const all = properties(content);
  const get = (name) => all.find((one) => one.name === name);
  const begin = get("DTSTART");
  const isDate = begin.parameters.includes("VALUE=DATE");
  const length = get("DURATION")
    ? seconds(get("DURATION").value)
    : get("DTEND")
      ? (moment(get("DTEND").value) - moment(begin.value)) / 1000
      : 0;
  const shown = (date) => (isDate ? date.toISOString().slice(0, 10) : date.toISOString().replace(".000Z", "Z"));
  const line = ({ name, parameters, value }) =>
    isDate ? `${name}:${value.replace(/\d{8}/g, "$&T000000Z")}` : `${name}${parameters}:${value}`;
  const rule = get("RRULE");
  const [first, last] = [new Date(start), new Date(end)];
  const starts = rule
    ? rrule
        .rrulestr([line(begin), `RRULE:${rule.value}`, ...all.filter((one) => one.name === "EXDATE").map(line)].join("\n"), {
          forceset: true,
        })
        .between(first, last, true)
    : [moment(begin.value)].filter((date) => date >= first && date <= last);
  return starts.map((date) => [
    get("UID").value,
    shown(date),
    shown(new Date(date.getTime() + length * 1000)),
    unescaped(get("SUMMARY").value),
  ]);
}
