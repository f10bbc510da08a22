/** What the browser gets before any script has run. */
export const DOCUMENT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Latchkey demo</title>
    <link rel="icon" href="/page/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/page/app.css" />
    <script src="/page/app.js" type="module"></script>
  </head>
  <body>
    <div id="page"></div>
    <noscript>This page needs JavaScript. Everything it does can be done through the control API as well.</noscript>
  </body>
</html>
`;

/** A key: the product's own mark. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="8" fill="#0b5f5a"/>
<g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">
<circle cx="11.5" cy="16" r="4.6"/><path d="M16.1 16H26M22 16v4.4M25.9 16v3"/></g></svg>
`;
