// Who is signed in: talks to Cognito and keeps the tokens for as long as the tab lives.

const KEY = "didit360.tokens";
let config;
let tokens = JSON.parse(sessionStorage.getItem(KEY) ?? "null");

export async function settings() {
  config ??= await (await fetch("/config.json")).json();
  return config;
}

async function cognito(operation, body) {
  const { client_id } = await settings();
  const answer = await fetch("/cognito/", {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ ClientId: client_id, ...body }),
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const error = new Error(said.message ?? said.detail ?? "Signing in does not work right now.");
  error.code = (said.__type ?? "").split("#").pop();
  throw error;
}

function keep(result) {
  tokens = {
    id: result.IdToken,
    refresh: result.RefreshToken ?? tokens?.refresh,
    until: Date.now() + result.ExpiresIn * 1000,
  };
  sessionStorage.setItem(KEY, JSON.stringify(tokens));
}

export async function signIn(email, password) {
  const said = await cognito("InitiateAuth", {
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
  if (!said.AuthenticationResult) throw new Error("This account needs a step that this page cannot do.");
  keep(said.AuthenticationResult);
}

export async function signUp(email, password) {
  const attributes = [{ Name: "email", Value: email }];
  const said = await cognito("SignUp", { Username: email, Password: password, UserAttributes: attributes });
  return said.UserConfirmed;
}

export const confirm = (email, code) =>
  cognito("ConfirmSignUp", { Username: email, ConfirmationCode: code });

export function signOut() {
  tokens = null;
  sessionStorage.removeItem(KEY);
}

export async function refresh() {
  const said = await cognito("InitiateAuth", {
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN: tokens.refresh },
  });
  keep(said.AuthenticationResult);
}

export async function bearer() {
  if (tokens && tokens.until - Date.now() < 60_000) await refresh();
  return tokens?.id;
}

export function identity() {
  if (!tokens) return null;
  const claims = JSON.parse(decode(tokens.id.split(".")[1]));
  return { email: claims.email, roles: claims["cognito:groups"] ?? [] };
}

function decode(part) {
  const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
}
