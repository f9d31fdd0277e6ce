// Verifies a badge as a stranger would: only from the badge and from what its addresses answer.
// Reads {token, documents: {address: text}} from its input; writes {verified, revoked, credential} or {verified: false, why}.
import { readFileSync } from "node:fs";
import * as statusList from "@digitalbazaar/vc-bitstring-status-list";
import * as transmute from "@transmute/verifiable-credentials";
import * as jose from "jose";

const { token, documents } = JSON.parse(readFileSync(0, "utf8"));
const fetched = (address) => {
  if (!(address in documents)) throw new Error(`nothing answers at ${address}`);
  return documents[address];
};

// Open Badges 3.0, 8.2.6: the key is found behind "kid", the claims repeat the credential.
const resolver = {
  resolve: async ({ content }) => {
    const { kid } = jose.decodeProtectedHeader(new TextDecoder().decode(content));
    return { type: "application/jwk+json", content: new TextEncoder().encode(fetched(kid)) };
  },
};
const opened = async (jwt) => {
  const content = new TextEncoder().encode(jwt);
  const credential = await transmute.verifier({ resolver }).verify({ type: "application/vc-ld+jwt", content });
  const { kid } = jose.decodeProtectedHeader(jwt);
  const issuer = credential.issuer.id || credential.issuer;
  const equal = [
    [new URL(kid).origin, new URL(issuer).origin],
    [credential.iss, issuer],
    [credential.jti, credential.id],
    [credential.sub, credential.credentialSubject.id],
    [credential.nbf * 1000, Date.parse(credential.validFrom)],
  ];
  if (equal.some(([one, other]) => one !== other)) throw new Error("the claims do not repeat the credential");
  return credential;
};

try {
  const credential = await opened(token);
  // The same key by another library's hands.
  const { kid } = jose.decodeProtectedHeader(token);
  await jose.jwtVerify(token, await jose.importJWK(JSON.parse(fetched(kid))), { typ: "JWT" });
  const documentLoader = async (address) => ({ document: await opened(fetched(address)) });
  const status = await statusList.checkStatus({
    credential,
    documentLoader,
    verifyBitstringStatusListCredential: false, // opened() verified its signature
  });
  if (status.error) throw status.error;
  const revoked = status.results.some((one) => one.status);
  console.log(JSON.stringify({ verified: true, revoked, credential }));
} catch (problem) {
  console.log(JSON.stringify({ verified: false, why: String(problem) }));
}
