import { native, valueOf } from '../native';
import { AccessToken } from '../windows/access-token';
import { callImpersonated } from '../windows/impersonation';
import { assertReady, type ContextMembers } from './context-core';

const action = 'open the access token of its client';

export async function openClientToken(context: ContextMembers): Promise<AccessToken> {
  return await context.inTurn(async () => {
    context.core.assertEstablished(action);
    return AccessToken.wrap(
      valueOf(
        await native().SecurityContext.openAccessToken(context.core.native),
        context.core.packageName,
      ),
    );
  });
}

export function openClientTokenSync(context: ContextMembers): AccessToken {
  assertReady(context, action);
  return AccessToken.wrap(
    valueOf(
      native().SecurityContext.openAccessTokenSync(context.core.native),
      context.core.packageName,
    ),
  );
}

export function impersonateClient<Value>(context: ContextMembers, call: () => Value): Value {
  assertReady(context, 'impersonate its client');
  return callImpersonated<Value>(call, (checked) =>
    valueOf(
      native().SecurityContext.impersonate(context.core.native, checked),
      context.core.packageName,
    ),
  );
}
