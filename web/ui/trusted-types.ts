/*
 * The server's content security policy takes no plain text in the places where a browser would run it (`require-trusted-types-for 'script'`):
 * what such a place is given has to come from one of these policies. A browser that does not know them runs the app as ever.
 */

/** The types of today's libraries have text where a browser has a type of its own. */
type Rule = (text: string) => string
interface PolicyFactory {
	createPolicy<Rules extends Readonly<Record<string, Rule>>>(name: string, rules: Rules): Rules
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes

/** Scripts of workers come from the app's own files. There is no rule for HTML: no text becomes any. */
export function allowOwnScripts(): void {
	factory?.createPolicy('default', { createScriptURL: ownScript })
}

/** @throws TypeError for the address of anything but a script of ours */
export function ownScript(address: string): string {
	const { origin, pathname } = new URL(address, location.href)
	const isOwn = pathname === '/service-worker.js' || /^\/assets\/[\w.-]+\.js$/.test(pathname)
	if (origin === location.origin && isOwn) return address
	throw new TypeError('This is no script of the app.')
}

const identity: Rule = (text) => text
let xml: { createHTML: Rule } | undefined

/** Text that a `DOMParser` reads as XML, and never as HTML: nothing in it runs, and nothing of it is put into a page. */
export function asXml(text: string): string {
	if (!factory) return text
	xml ??= factory.createPolicy('zila-xml', { createHTML: identity })
	return xml.createHTML(text)
}
