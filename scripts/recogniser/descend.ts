/** Finds the lowest point of a smooth function of many numbers: L-BFGS (Nocedal and Wright, Numerical Optimization, 7.2). */

export type Slope = {
  readonly height: number;
  /** As long as the point. */
  readonly gradient: Float64Array;
};

/** How many steps it remembers. */
const MEMORY = 8;
const HALVINGS = 20;

/** @param steps at most so many; it ends earlier where the slope is all but flat */
export function descend(at: (point: Float64Array) => Slope, start: Float64Array, steps: number): Float64Array {
  let point = start;
  let here = at(point);
  const past: { readonly moved: Float64Array; readonly turned: Float64Array; readonly scale: number }[] = [];
  for (let step = 0; step < steps; step += 1) {
    const direction = towards(here.gradient, past);
    const falling = dot(direction, here.gradient);
    if (falling > -1e-9) break;
    let reach = past.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(here.gradient, here.gradient))) : 1;
    let next = sum(point, direction, reach);
    let there = at(next);
    for (let tries = 0; there.height > here.height + 1e-4 * reach * falling && tries < HALVINGS; tries += 1) {
      reach /= 2;
      next = sum(point, direction, reach);
      there = at(next);
    }
    if (there.height >= here.height) break;
    const moved = sum(next, point, -1);
    const turned = sum(there.gradient, here.gradient, -1);
    const along = dot(moved, turned);
    if (along > 1e-12) past.push({ moved, turned, scale: 1 / along });
    if (past.length > MEMORY) past.shift();
    point = next;
    here = there;
  }
  return point;
}

/** The direction down, by what the last steps taught about the curvature. */
function towards(
  gradient: Float64Array,
  past: readonly { readonly moved: Float64Array; readonly turned: Float64Array; readonly scale: number }[],
): Float64Array {
  let direction: Float64Array = gradient.map((each) => -each);
  const shares: number[] = [];
  for (const { moved, turned, scale } of past.toReversed()) {
    const share = scale * dot(moved, direction);
    shares.unshift(share);
    direction = sum(direction, turned, -share);
  }
  const last = past.at(-1);
  if (last !== undefined) {
    const stretch = 1 / (last.scale * dot(last.turned, last.turned));
    direction = direction.map((each) => each * stretch);
  }
  past.forEach(({ moved, turned, scale }, index) => {
    direction = sum(direction, moved, (shares[index] ?? 0) - scale * dot(turned, direction));
  });
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let whole = 0;
  for (let index = 0; index < a.length; index += 1) whole += (a[index] ?? 0) * (b[index] ?? 0);
  return whole;
}

/** a + times × b */
function sum(a: Float64Array, b: Float64Array, times: number): Float64Array {
  const whole = new Float64Array(a.length);
  for (let index = 0; index < a.length; index += 1) whole[index] = (a[index] ?? 0) + times * (b[index] ?? 0);
  return whole;
}
