/// <reference path="./saxen.d.ts" />
import { Parser } from 'saxen'

interface XmlListener {
	/** `attribute` returns the value of an attribute, whatever its prefix; undefined if there is none. */
	open?(name: string, attribute: (name: string) => string | undefined): void
	close?(name: string): void
	text?(text: string): void
}

/**
 * Reads the elements of a part of a workbook in their order; names come without their prefixes.
 *
 * @throws Error if it is no XML, and what the listener throws
 */
export function readXml(part: Uint8Array, listener: XmlListener): void {
	const parser = new Parser()
	const refuse = (error: Error) => {
		throw error
	}
	// an attribute that the parser does not understand would be left out, and a cell would end up elsewhere
	parser.on('error', refuse).on('warn', refuse)
	parser.on('openTag', (name, attributes, decoded) => {
		listener.open?.(withoutPrefix(name), (wanted) => {
			const all: Readonly<Record<string, string>> = attributes()
			const named = Object.hasOwn(all, wanted) ? wanted : Object.keys(all).find(isPrefixed(wanted))
			return named === undefined ? undefined : decoded(all[named] ?? '')
		})
	})
	parser.on('closeTag', (name) => listener.close?.(withoutPrefix(name)))
	parser.on('text', (text, decoded) => listener.text?.(decoded(text)))
	parser.on('cdata', (text) => listener.text?.(text))
	parser.parse(new TextDecoder().decode(part))
}

const withoutPrefix = (name: string): string => name.slice(name.indexOf(':') + 1)
const isPrefixed = (wanted: string) => (name: string) =>
	name.endsWith(`:${wanted}`) && !name.startsWith('xmlns:')
