/** @jsxImportSource preact */
import type { Conversation } from '../app/shapes.ts';
import { isDirect } from './places.tsx';

/** What stands where nothing was said yet: how the story begins. */
export function Empty({ conversation }: { conversation: Conversation }) {
  if (isDirect(conversation)) {
    return (
      <div class="begin" data-testid="begin">
        <h3>Try it</h3>
        <ol>
          <li>
            Press <b>Ask for access</b> below, or type <code>/vm</code>.
          </li>
          <li>
            Be somebody else, at either chat: press <b>Approve</b> as Mia in Slack, or as Tom in Teams.
          </li>
          <li>Watch Azure: the role appears, counts down, and is taken away on time.</li>
        </ol>
        <p>
          Ask for <code>1m</code> to see all of it in a minute.
        </p>
      </div>
    );
  }
  const inbox = conversation.name.includes('approv');
  return <p class="empty">{inbox ? 'Requests to approve arrive here.' : 'Nothing here yet.'}</p>;
}
