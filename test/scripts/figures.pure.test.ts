import { describe, expect, it } from 'vitest';
import { median, quantile, rounded, spreadOf } from '../../scripts/bench/figures.ts';

describe('figures', () => {
  it('takes quantiles by nearest rank, whatever the order', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(spreadOf(hundred)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99, max: 100 });
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([3, 1, 2], 0)).toBe(1);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('keeps three digits', () => {
    expect([0.012345, 1234.5, 99.95, 0].map(rounded)).toEqual([0.0123, 1230, 100, 0]);
  });
});
