/** Content of a Stata file. */
export interface DtaContent {
	/** Label of the file. */
	readonly label: string
	readonly variables: readonly {
		readonly name: string
		/** `double`, `long`, `str12`, `strL`. */
		readonly type: string
		readonly format: string
		readonly label: string
		readonly notes: readonly string[]
		/** Labels by number, or by `.a`. */
		readonly valueLabels: Readonly<Record<string, string>>
	}[]
	/** Values by name of the variable; null for `.`, `.a` for an extended missing value. */
	readonly rows: readonly Readonly<Record<string, string | number | null>>[]
}

/**
 * Reads files of format 118 by StataCorp's specification (https://www.stata.com/help.cgi?dta),
 * independently of our writer: through the map, checking every tag.
 * @throws if a tag is not where the map says
 */
export function readDta(file: Buffer): DtaContent {
	let at = 0
	const take = (bytes: number): Buffer => {
		at += bytes
		return file.subarray(at - bytes, at)
	}
	const mark = (text: string): void => {
		const found = take(text.length).toString('latin1')
		if (found !== text) throw new Error(`at ${at - text.length}: ${found} instead of ${text}`)
	}
	const short = () => take(2).readUInt16LE()
	const readInt32 = () => take(4).readInt32LE()
	const long = () => Number(take(8).readBigUInt64LE())
	const ended = (bytes: number) => {
		const text = take(bytes).toString('utf8')
		return text.slice(0, text.indexOf('\0') < 0 ? text.length : text.indexOf('\0'))
	}
	mark('<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>')
	const count = short()
	mark('</K><N>')
	const lines = long()
	mark('</N><label>')
	const label = take(short()).toString('utf8')
	mark('</label><timestamp>')
	take(take(1).readUInt8())
	mark('</timestamp></header>')
	const mapAt = at
	mark('<map>')
	const map = Array.from({ length: 14 }, long)
	mark('</map>')
	if (map[0] !== 0 || map[1] !== mapAt || map[13] !== file.length) throw new Error(`unexpected map ${map}`)
	const section = <Part>(place: number, name: string, read: () => Part): Part => {
		at = map[place] ?? -1
		mark(`<${name}>`)
		const part = read()
		mark(`</${name}>`)
		return part
	}
	const each = <Part>(read: () => Part) => Array.from({ length: count }, read)
	const types = section(2, 'variable_types', () => each(short))
	const names = section(3, 'varnames', () => each(() => ended(129)))
	section(4, 'sortlist', () => take(2 * (count + 1)))
	const formats = section(5, 'formats', () => each(() => ended(57)))
	const labelled = section(6, 'value_label_names', () => each(() => ended(129)))
	const labels = section(7, 'variable_labels', () => each(() => ended(321)))
	const notes = new Map<string, string[]>()
	section(8, 'characteristics', () => {
		while (file.toString('latin1', at, at + 4) === '<ch>') {
			mark('<ch>')
			const end = at + 4 + readInt32()
			const [name, called] = [ended(129), ended(129)]
			const text = ended(end - at)
			if (called !== 'note0') notes.set(name, [...(notes.get(name) ?? []), text])
			mark('</ch>')
		}
	})
	const behind = new Map<string, string>()
	section(10, 'strls', () => {
		while (file.toString('latin1', at, at + 3) === 'GSO') {
			mark('GSO')
			const place = `${readInt32()} ${long()}`
			if (take(1).readUInt8() !== 130) throw new Error('expected a text')
			behind.set(place, ended(readInt32()))
		}
	})
	const cell = (type: number): string | number | null => {
		if (type === 65_526) {
			const bytes = take(8)
			// values from 2 to the power of 1023 on are missing
			return bytes.readDoubleLE() < 2 ** 1023 ? bytes.readDoubleLE() : missing(bytes.readUInt16LE(5) & 255)
		}
		if (type === 65_528) {
			const value = readInt32()
			return value < 2_147_483_621 ? value : missing(value - 2_147_483_621)
		}
		if (type !== 32_768) return ended(type)
		const variable = short()
		const row = take(6).readUIntLE(0, 6)
		return variable === 0 ? '' : (behind.get(`${variable} ${row}`) ?? 'no such text')
	}
	const rows = section(9, 'data', () =>
		Array.from({ length: lines }, () => Object.fromEntries(types.map((type, i) => [names[i], cell(type)]))),
	)
	const valueLabels = new Map<string, Record<string, string>>()
	section(11, 'value_labels', () => {
		while (file.toString('latin1', at, at + 5) === '<lbl>') {
			mark('<lbl>')
			const end = at + 4 + readInt32() + 132
			const name = ended(132)
			const [n, length] = [readInt32(), readInt32()]
			const places = Array.from({ length: n }, readInt32)
			const values = Array.from({ length: n }, readInt32)
			const texts = take(length)
			const textAt = (from = 0) => texts.toString('utf8', from, texts.indexOf(0, from))
			valueLabels.set(
				name,
				Object.fromEntries(
					values.map((value, i) => [
						value < 2_147_483_621 ? value : missing(value - 2_147_483_621),
						textAt(places[i]),
					]),
				),
			)
			if (at !== end) throw new Error(`labels of ${name} end at ${at} and not at ${end}`)
			mark('</lbl>')
		}
	})
	at = map[12] ?? -1
	mark('</stata_dta>')
	return {
		label,
		rows,
		variables: names.map((name, i) => ({
			name,
			type: typeNames[types[i] ?? 0] ?? `str${types[i]}`,
			format: formats[i] ?? '',
			label: labels[i] ?? '',
			notes: notes.get(name) ?? [],
			valueLabels: valueLabels.get(labelled[i] ?? '') ?? {},
		})),
	}
}

const typeNames: Readonly<Record<number, string>> = { 32768: 'strL', 65526: 'double', 65528: 'long' }
/** Returns the name of a missing value; null for `.` (0). */
const missing = (place: number): string | null => (place === 0 ? null : `.${String.fromCharCode(96 + place)}`)
