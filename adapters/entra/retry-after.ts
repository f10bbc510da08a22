/**
 * How long to wait, in milliseconds: `Retry-After` in seconds or as a date, or Resource Graph's
 * `x-ms-user-quota-resets-after` as hh:mm:ss (learn.microsoft.com, Guidance for throttled requests in Azure Resource Graph).
 */
export function retryAfter(header: (name: string) => string | null | undefined, now = Date.now()): number | undefined {
  const asked = header('retry-after');
  if (asked) {
    const ms = /^\d+(\.\d+)?$/.test(asked.trim()) ? Number(asked) * 1000 : Date.parse(asked) - now;
    return Number.isFinite(ms) ? Math.max(0, Math.ceil(ms)) : undefined;
  }
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d)/.exec(header('x-ms-user-quota-resets-after') ?? '') ?? [];
  return seconds === undefined ? undefined : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
