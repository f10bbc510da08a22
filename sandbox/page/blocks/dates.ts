/** Slack's date tokens (docs.slack.dev, formatting message text, date formatting), in the reader's own time zone. */
const TOKENS: Record<string, (at: Date, now: Date) => string> = {
  date_num: (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
  date_slash: (at) => show(at, { day: '2-digit', month: '2-digit', year: 'numeric' }),
  date: (at) => show(at, { day: 'numeric', month: 'long', year: 'numeric' }),
  date_short: (at) => show(at, { day: 'numeric', month: 'short', year: 'numeric' }),
  date_long: (at) => show(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  date_pretty: (at, now) => near(at, now) ?? show(at, { day: 'numeric', month: 'long', year: 'numeric' }),
  date_short_pretty: (at, now) => near(at, now) ?? show(at, { day: 'numeric', month: 'short', year: 'numeric' }),
  date_long_pretty: (at, now) =>
    near(at, now) ?? show(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  time: clock,
  time_secs: (at) => show(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  ago: (at, now) => ago(at, now),
};

/** @param seconds since 1970 */
export function formatDate(seconds: number, format: string, now: Date): string {
  const at = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => TOKENS[name]?.(at, now) ?? whole);
}

export function clock(at: Date): string {
  return show(at, { hour: '2-digit', minute: '2-digit' });
}

function show(at: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', options).format(at);
}

function near(at: Date, now: Date): string | undefined {
  const day = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(Math.round((day(at) - day(now)) / 86_400_000))];
}

function ago(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  const format = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute');
  if (Math.abs(minutes) < 48 * 60) return format.format(Math.round(minutes / 60), 'hour');
  return format.format(Math.round(minutes / 1440), 'day');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
