/** What an operator can measure: Prometheus metrics of this process, and spans for whoever has set tracing up. */
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Instant } from '../workflows/language.ts';
import { Fault } from './faults.ts';
import type { Clock } from './ports.ts';

export type Telemetry = {
  /** A command was handled; with the refusal's code when it was refused. */
  command(command: string, refusal: string | undefined): void;
  /** Somebody was told no before there was a command. */
  refusal(code: string): void;
  /** An effect was tried; `seconds` counts only when it is done. */
  effect(kind: string, outcome: 'done' | 'put_off' | 'given_up', seconds: number): void;
  fault(code: string): void;
  /** Work that waits in the outbox, and for how many seconds the oldest has been due. */
  outbox(open: number, oldest: number): void;
  /** Requests whose role is in Azure now, or is on its way out. */
  grantsOpen(count: number): void;
  /** The longest that access which should be closed has been left open so far, in seconds; 0 when there is none. */
  overdue(seconds: number): void;
  /** Access was closed this many seconds after it should have been. Early, as with a release, is 0. */
  closed(lateness: number): void;
  /** The sweep, not the alarm, noticed that something was due. */
  alarmMissed(): void;
  /** An alarm rang this many seconds after its time. */
  alarmRang(lateness: number): void;
  swept(seconds: number): void;
  /** The list of VMs was read at this moment; its age is worked out when metrics are asked for. */
  inventoryRead(at: Instant, vms: number): void;
  /** All metrics in Prometheus' text format. */
  print(): Promise<{ readonly type: string; readonly text: string }>;
};

/** Alarms later than this many seconds count as late. */
const ALARM_LATE = 5;

/** From a blink to a working day: lateness is the promise that Latchkey is measured by. */
const LATENESS = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 14_400, 28_800];

export function createTelemetry(clock: Clock): Telemetry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  let inventoryAt = clock.now();

  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `latchkey_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = (name: string, help: string) => new Gauge({ name: `latchkey_${name}`, help, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: readonly number[],
  ) => new Histogram({ name: `latchkey_${name}`, help, labelNames: [...labelNames], buckets: [...buckets], registers });

  const commands = counter('commands_total', 'Commands handled, by outcome.', ['command', 'outcome']);
  const refusals = counter('refusals_total', 'Times a person was told no, by reason.', ['code']);
  const effects = counter('effects_total', 'Effects tried, by kind and outcome.', ['kind', 'outcome']);
  const effectSeconds = histogram(
    'effect_seconds',
    'How long an effect took that was done.',
    ['kind'],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  );
  const faults = counter('faults_total', 'Things outside that failed, by code.', ['code']);
  const outboxOpen = gauge('outbox_open', 'Effects committed and not yet done.');
  const outboxOldest = gauge('outbox_oldest_seconds', 'For how long the oldest of them has been due.');
  const grantsOpen = gauge('grants_open', 'Grants that are open, or being closed.');
  const overdue = gauge('grant_overdue_seconds', 'For how long the latest access has been open past its end.');
  const lateness = histogram('revocation_lateness_seconds', 'How late access was closed.', [], LATENESS);
  const alarmsLate = counter('alarms_late_total', 'Alarms that rang late, or that the sweep had to stand in for.', []);
  const sweepSeconds = histogram('sweep_seconds', 'How long a sweep took.', [], [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120]);
  const inventoryVms = gauge('inventory_vms', 'VMs in the list that people search.');
  // Registers itself; its value is worked out at each reading. Before the first list it counts from the start.
  void new Gauge({
    name: 'latchkey_inventory_age_seconds',
    help: 'Seconds since the list of VMs was read, or since the start.',
    registers,
    collect() {
      this.set(Math.max(0, clock.now() - inventoryAt) / 1000);
    },
  });

  return {
    command(command, refusal) {
      commands.inc({ command, outcome: refusal === undefined ? 'committed' : 'refused' });
      if (refusal !== undefined) refusals.inc({ code: refusal });
    },
    refusal: (code) => refusals.inc({ code }),
    effect(kind, outcome, seconds) {
      effects.inc({ kind, outcome });
      if (outcome === 'done') effectSeconds.observe({ kind }, seconds);
    },
    fault: (code) => faults.inc({ code }),
    outbox(open, oldest) {
      outboxOpen.set(open);
      outboxOldest.set(oldest);
    },
    grantsOpen: (count) => grantsOpen.set(count),
    overdue: (seconds) => overdue.set(seconds),
    closed: (seconds) => lateness.observe(Math.max(0, seconds)),
    alarmMissed: () => alarmsLate.inc(),
    alarmRang: (seconds) => alarmsLate.inc(seconds > ALARM_LATE ? 1 : 0),
    swept: (seconds) => sweepSeconds.observe(seconds),
    inventoryRead(at, vms) {
      inventoryAt = at;
      inventoryVms.set(vms);
    },
    print: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}

/**
 * Runs `work` inside a span; without a tracing SDK in the process this costs nothing. The span of something that failed
 * carries the fault's code and never its message, which may quote what a person typed.
 */
export function withSpan<Result>(name: string, attributes: Attributes, work: () => Promise<Result>): Promise<Result> {
  return trace.getTracer('latchkey').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setAttribute('error.type', error instanceof Fault ? error.code : 'unexpected');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
