/** The short names that the bot's own cards and help texts are likely to use; any other stays as it was typed. */
const EMOJI: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  warning: '⚠️',
  rotating_light: '🚨',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  alarm_clock: '⏰',
  lock: '🔒',
  unlock: '🔓',
  key: '🔑',
  old_key: '🗝️',
  bell: '🔔',
  eyes: '👀',
  wave: '👋',
  bulb: '💡',
  information_source: 'ℹ️',
  question: '❓',
  desktop_computer: '🖥️',
  computer: '💻',
  red_circle: '🔴',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  '+1': '👍',
  tada: '🎉',
};

export function emoji(name: string): string {
  return EMOJI[name] ?? `:${name}:`;
}
