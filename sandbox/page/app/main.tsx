/** @jsxImportSource preact */
import { render } from 'preact';
import { App } from './app.tsx';
import { Live } from './live.ts';
import { applyTheme } from './theme.ts';

const place = document.getElementById('page');
if (place !== null) {
  const live = new Live();
  applyTheme();
  live.start();
  render(<App live={live} />, place);
}
