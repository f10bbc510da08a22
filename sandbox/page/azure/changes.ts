import { useEffect, useRef, useState } from 'preact/hooks';
import type { Access } from './access.ts';

/** Milliseconds for which what has vanished stays to be seen, and what is new stays marked. */
const LINGER = 6000;

type Changes = { readonly fresh: ReadonlySet<string>; readonly gone: readonly Access[] };

/** What appeared and what vanished a moment ago. Nothing is new on first sight, nor after a reset. */
export function useChanges(accesses: readonly Access[], resets: number): Changes {
  const before = useRef<{ resets: number; accesses: readonly Access[] } | undefined>(undefined);
  const [changes, setChanges] = useState<Changes>({ fresh: new Set(), gone: [] });
  const ids = accesses.map((access) => access.id).join();
  useEffect(() => {
    const last = before.current;
    before.current = { resets, accesses };
    if (last === undefined) return;
    if (last.resets !== resets) {
      setChanges({ fresh: new Set(), gone: [] });
      return;
    }
    const fresh = accesses.filter((access) => !last.accesses.some((known) => known.id === access.id));
    const gone = last.accesses.filter((known) => !accesses.some((access) => access.id === known.id));
    if (fresh.length + gone.length === 0) return;
    const freshIds = new Set(fresh.map((access) => access.id));
    setChanges((now) => ({
      fresh: new Set([...now.fresh, ...freshIds]),
      gone: [...now.gone.filter((access) => !freshIds.has(access.id)), ...gone],
    }));
    setTimeout(() => {
      setChanges((now) => ({
        fresh: new Set([...now.fresh].filter((id) => !freshIds.has(id))),
        gone: now.gone.filter((access) => !gone.includes(access)),
      }));
    }, LINGER);
  }, [ids, resets]);
  return changes;
}
