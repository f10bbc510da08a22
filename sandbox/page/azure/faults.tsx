/** @jsxImportSource preact */
import { call } from '../app/api.ts';
import type { ActiveFault, Service } from '../app/shapes.ts';
import { OFFERS, offerOf, tell } from './fault-kinds.ts';
import type { Offer } from './fault-kinds.ts';
import { SERVICES } from './services.ts';

/** Which faults are on, and switches for them: one row a fault, one column a service. */
export function Faults({ faults }: { faults: readonly ActiveFault[] }) {
  return (
    <div class="scroll faults" tabIndex={0} role="region" aria-label="Faults">
      <table>
        <caption>
          Make a service fail, and see what Latchkey makes of it. Nothing is lost: it goes on trying. Who is signed in
          stays so for a while: a fault of Entra or Identity may show late.
        </caption>
        <thead>
          <tr>
            <td />
            {SERVICES.map((service) => (
              <th key={service.key} scope="col">
                {service.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {OFFERS.map((offer) => (
            <tr key={offer.key}>
              <th scope="row">
                {offer.name} <small>{offer.detail}</small>
              </th>
              {SERVICES.map((service) => (
                <td key={service.key}>
                  {sensible(offer, service.key) && (
                    <Switch
                      offer={offer}
                      service={service.key}
                      name={`${service.name} ${offer.does}`}
                      active={faults.find((fault) => fault.service === service.key && offerOf(fault) === offer)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Only Azure and Graph keep things that can be read late. */
function sensible(offer: Offer, service: Service): boolean {
  return offer.fault.is !== 'stale' || service === 'arm' || service === 'graph';
}

function Switch(props: { offer: Offer; service: Service; name: string; active: ActiveFault | undefined }) {
  const { offer, service, active } = props;
  function toggle(): void {
    // Shown by the event that follows; a refusal leaves the switch as it was.
    const done =
      active === undefined
        ? call('POST', '/sandbox/faults', { service, fault: offer.fault })
        : call('DELETE', `/sandbox/faults/${active.id}`);
    done.catch(() => undefined);
  }
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={active !== undefined}
      aria-label={props.name}
      data-testid={`fault-${service}-${offer.key}`}
      onClick={toggle}
    />
  );
}

/** Seen from everywhere while a fault is on, so that nobody wonders why nothing works. */
export function FaultBanner({ faults }: { faults: readonly ActiveFault[] }) {
  return (
    <div role="status">
      {faults.length > 0 && (
        <div class="banner" data-testid="fault-banner">
          <p>
            <b>{faults.length === 1 ? 'A fault is on.' : `${faults.length} faults are on.`}</b>{' '}
            {faults.map(tell).join('; ')}.
          </p>
          <button
            type="button"
            class="btn"
            data-testid="faults-off"
            onClick={() => void call('DELETE', '/sandbox/faults').catch(() => undefined)}
          >
            Switch off
          </button>
        </div>
      )}
    </div>
  );
}
