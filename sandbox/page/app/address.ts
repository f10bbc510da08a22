/** Who is shown, as the page's address says it: `?as=ana` is one person, `?as=ana&with=mia` two side by side. */
export type Cast = { readonly a: string; readonly b: string | undefined };

/** Width in CSS pixels from which two people stand side by side unless the address says otherwise. */
const WIDE = 1180;

export function readCast(): Cast {
  const query = new URLSearchParams(location.search);
  const a = query.get('as');
  if (a !== null) return { a, b: query.get('with') ?? undefined };
  return { a: 'ana', b: innerWidth >= WIDE ? 'mia' : undefined };
}

export function writeCast(cast: Cast): void {
  const query = new URLSearchParams({ as: cast.a, ...(cast.b !== undefined && { with: cast.b }) });
  history.replaceState(null, '', `?${query}`);
}
