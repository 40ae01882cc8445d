/** Addresses that are not the app: the service worker leaves them to the server, also when somebody opens them as a page. */
export const serverAddresses: readonly RegExp[] = [
	/^\/api\//,
	/^\/sync$/,
	/^\/(livez|readyz)$/,
	/^\/docs(\/|$)/,
]
