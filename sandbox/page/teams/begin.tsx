/** @jsxImportSource preact */
import type { TeamsConversation } from '../app/shapes.ts';

/** What stands where nothing was said yet: how the story begins. */
export function Begin({ conversation }: { conversation: TeamsConversation }) {
  if (conversation.is === 'channel') {
    const inbox = conversation.name.includes('approv');
    return <p class="empty">{inbox ? 'Requests to approve arrive here.' : 'Nothing here yet.'}</p>;
  }
  return (
    <div class="begin" data-testid="begin">
      <h3>Try it</h3>
      <ol>
        <li>
          Write <code>request web-prod-01 1m restart the import</code>, or press <b>+</b> for the form.
        </li>
        <li>
          Be somebody else, at either chat: press <b>Approve</b> as Mia in Slack, or as Tom in Teams.
        </li>
        <li>Watch Azure: the role appears, counts down, and is taken away on time.</li>
      </ol>
      <p>
        <code>1m</code> is one minute, so you see all of it.
      </p>
    </div>
  );
}
