const before = '"set":{'
/** Placeholder for `set` while the rest is parsed separately. */
const place = '"set":0'
const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const bracket = 0x5b
const closingBrace = 0x7d

/**
 * Parses the text of a revision as `JSON.parse` does, in a third of the time. The names in `set` contain
 * random row ids, so no two interviews share them, and an engine that creates a shape for every new list of
 * names spends most of its time on shapes that never recur (V8: 100 µs for an interview of 65 answers, 35 µs
 * with this function). Here `set` is an object without a prototype, which is a hash table from the start.
 * @throws SyntaxError like `JSON.parse`
 */
export function parseRevision(text: string): unknown {
	const start = text.indexOf(before)
	const head = text.slice(0, start)
	const read = start < 0 ? null : readSet(text, start + before.length)
	// a `set` inside another value is not the revision's
	if (!read || !isJson(`${head}${place}}`)) return JSON.parse(text)
	const tail = text.slice(read.end)
	// with duplicate keys, escaped or not, the last one counts
	if (/"set":|\\/.test(tail)) return JSON.parse(text)
	return Object.assign(JSON.parse(`${head}${place}${tail}`) as object, { set: read.set })
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text)
		return true
	} catch {
		return false
	}
}

/** Reads up to the closing brace. Null if a value needs a full JSON parser. */
function readSet(text: string, from: number): { set: Record<string, unknown>; end: number } | null {
	const set: Record<string, unknown> = Object.create(null)
	let at = from
	if (text.charCodeAt(at) === closingBrace) return { set, end: at + 1 }
	for (;;) {
		const nameEnd = text.charCodeAt(at) === quote ? text.indexOf('"', at + 1) : -1
		if (nameEnd < 0 || text.charCodeAt(nameEnd + 1) !== colon) return null
		const valueAt = nameEnd + 2
		const end = endOfValue(text, valueAt)
		if (end < 0) return null
		const name = text.slice(at + 1, nameEnd)
		if (!isPlain(name)) return null
		const value = text.slice(valueAt, end)
		if (text.charCodeAt(valueAt) === quote) {
			if (!isPlain(value)) return null
			set[name] = value.slice(1, -1)
		} else {
			try {
				set[name] = JSON.parse(value)
			} catch {
				return null
			}
		}
		const next = text.charCodeAt(end)
		if (next === closingBrace) return { set, end: end + 1 }
		if (next !== comma) return null
		at = end + 1
	}
}

function endOfValue(text: string, at: number): number {
	const first = text.charCodeAt(at)
	if (first === quote) return text.indexOf('"', at + 1) + 1 || -1
	if (first === bracket) return text.indexOf(']', at) + 1 || -1
	for (let end = at; end < text.length; end++) {
		const letter = text.charCodeAt(end)
		if (letter === comma || letter === closingBrace) return end
	}
	return -1
}

/** True if no character is escaped, and none has to be. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that JSON refuses
const isPlain = (text: string): boolean => !/[\u0000-\u001f\\]/.test(text)
