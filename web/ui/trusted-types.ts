/*
 * Trusted Types policies. The server's content security policy rejects plain strings where a browser would
 * run them (`require-trusted-types-for 'script'`): they must come from one of these policies. A browser
 * without Trusted Types runs the app unchanged.
 */

/** The types of current libraries have strings where a browser has types of its own. */
type Rule = (text: string) => string
interface PolicyFactory {
	createPolicy<Rules extends Readonly<Record<string, Rule>>>(name: string, rules: Rules): Rules
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes

/** Allows worker scripts from the app's own files. There is no rule for HTML: no string may become HTML. */
export function allowOwnScripts(): void {
	factory?.createPolicy('default', { createScriptURL: ownScript })
}

/** @throws TypeError for a URL that is not one of the app's scripts */
export function ownScript(address: string): string {
	const { origin, pathname } = new URL(address, location.href)
	const isOwn = pathname === '/service-worker.js' || /^\/assets\/[\w.-]+\.js$/.test(pathname)
	if (origin === location.origin && isOwn) return address
	throw new TypeError('This is no script of the app.')
}

const identity: Rule = (text) => text
/** Created at most once: browsers refuse a second policy of the same name. */
let xml: { createHTML: Rule } | undefined

/**
 * Marks a text for a `DOMParser` that parses it as XML, never as HTML: nothing in it runs, and nothing of it
 * is inserted into a page.
 */
export function asXml(text: string): string {
	if (!factory) return text
	xml ??= factory.createPolicy('zila-xml', { createHTML: identity })
	return xml.createHTML(text)
}
