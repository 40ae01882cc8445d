import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'

/** Returns the random numbers of one input: they depend on the seed and its index, not on earlier inputs. */
export const randomFor = (seed: number, i: number): SeededRandom =>
	seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b))

/** Values that break parsers. */
const hostileTexts = [
	...[
		'',
		' ',
		'\n',
		'\r\n',
		'\t',
		'\0',
		'\ufeff',
		'\ufffd',
		'\u202e',
		'\ud800',
		'💧',
		'ضلع',
		'|',
		'||',
		'"',
		"'",
		'`',
		'\\',
	],
	...[
		'${',
		'}',
		'${a}',
		'${${a}}',
		'../',
		'/',
		'//',
		'(',
		')',
		'((((((((',
		'[',
		']',
		',',
		';',
		':',
		'-',
		'--',
		'.',
		'*',
		'+',
	],
	...[
		'0',
		'-0',
		'-1',
		'1e309',
		'-1e309',
		'9007199254740993',
		'0x10',
		'NaN',
		'Infinity',
		'1970-01-01',
		'9999-99-99',
	],
	...[
		'null',
		'true',
		'{}',
		'[]',
		'[[[[[[[[',
		'{"a":',
		'__proto__',
		'constructor',
		'toString',
		'hasOwnProperty',
	],
	...['<script>', '<!--', ']]>', '&amp;', '%00', '%', '%zz', '=1+1', '@', "' or 1=1--", 'a'.repeat(5000)],
	...['begin group', 'end group', 'begin repeat', 'select_one x', 'calculate', 'ZILA1\n'],
]

/** Returns a random text. */
export function anyText(random: SeededRandom): string {
	const parts = random.below(6)
	let text = ''
	for (let i = 0; i <= parts; i++)
		text += random.chance(0.6)
			? random.pick(hostileTexts)
			: String.fromCharCode(random.below(random.chance(0.8) ? 128 : 65_536))
	return text
}

/** Mutates valid bytes; now and then returns random ones. */
export function mutatedBytes(random: SeededRandom, examples: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	if (random.chance(0.05)) return Uint8Array.from(random.bytes(random.below(400)))
	let bytes = Uint8Array.from(random.pick(examples))
	for (let times = 1 + random.below(4); times > 0; times--) bytes = mutated(random, bytes, examples)
	return bytes
}

function mutated(random: SeededRandom, bytes: Uint8Array<ArrayBuffer>, examples: readonly Uint8Array[]) {
	const offset = random.below(bytes.length + 1)
	const splice = (from: number, removed: number, inserted: Uint8Array) => {
		const spliced = new Uint8Array(Math.max(from, bytes.length - removed) + inserted.length)
		spliced.set(bytes.subarray(0, from))
		spliced.set(inserted, from)
		spliced.set(bytes.subarray(Math.min(bytes.length, from + removed)), from + inserted.length)
		return spliced.slice(0, from + inserted.length + Math.max(0, bytes.length - from - removed))
	}
	switch (random.below(9)) {
		case 0:
			return bytes.slice(0, offset)
		case 1:
			return bytes.slice(offset)
		case 2: {
			const changed = bytes.slice()
			if (changed.length > 0) changed[offset % changed.length] = random.below(256)
			return changed
		}
		case 3: {
			const changed = bytes.slice()
			if (changed.length > 0)
				changed[offset % changed.length] = (changed[offset % changed.length] ?? 0) ^ (1 << random.below(8))
			return changed
		}
		case 4:
			return splice(offset, 0, new TextEncoder().encode(random.pick(hostileTexts)))
		case 5:
			return splice(offset, 1 + random.below(20), new Uint8Array())
		case 6: {
			// a piece of this or another example, repeated
			const from = random.pick(examples)
			const begin = random.below(from.length + 1)
			return splice(offset, random.below(10), from.slice(begin, begin + random.below(200)))
		}
		case 7: {
			// a wrong length
			const changed = bytes.slice()
			const wrongLength = random.pick([0, 1, 0xff, 0xffff, 0x7fffffff, 0xffffffff, 0x80000000])
			if (changed.length >= 4)
				new DataView(changed.buffer).setUint32(random.below(changed.length - 3), wrongLength)
			return changed
		}
		default:
			return splice(offset, 0, Uint8Array.from(random.bytes(1 + random.below(8))))
	}
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Returns random JSON, mostly shallow. */
export function anyJson(random: SeededRandom, depth = 3): Json {
	switch (random.below(depth > 0 ? 8 : 6)) {
		case 0:
			return null
		case 1:
			return random.chance(0.5)
		case 2:
			return random.pick([0, -1, 1, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 2, 4294967296])
		case 6:
			return Array.from({ length: random.below(5) }, () => anyJson(random, depth - 1))
		case 7:
			return Object.fromEntries(
				Array.from({ length: random.below(5) }, () => [anyText(random), anyJson(random, depth - 1)]),
			)
		default:
			return anyText(random)
	}
}

/** Mutates valid JSON: some values are changed, left out or moved. */
export function mutatedJson(random: SeededRandom, value: Json, probability = 0.2): Json {
	if (random.chance(probability / 2)) return anyJson(random)
	if (Array.isArray(value)) {
		const remaining = value
			.filter(() => !random.chance(probability / 4))
			.map((each) => mutatedJson(random, each, probability))
		return random.chance(probability / 4) ? [...remaining, ...remaining, anyJson(random)] : remaining
	}
	if (typeof value === 'object' && value !== null) {
		const remaining = Object.entries(value)
			.filter(() => !random.chance(probability / 4))
			.map(([name, each]): [string, Json] => [
				random.chance(probability / 8) ? anyText(random) : name,
				mutatedJson(random, each, probability),
			])
		return Object.fromEntries(
			random.chance(probability / 4) ? [...remaining, [anyText(random), anyJson(random)]] : remaining,
		)
	}
	if (typeof value === 'string' && random.chance(probability)) {
		const offset = random.below(value.length + 1)
		return value.slice(0, offset) + random.pick(hostileTexts) + value.slice(offset + random.below(3))
	}
	return value
}
