import type { Choice, FormDefinition, FormPart, Group, Question, Repeat } from '#shared/forms/form-definition'
import type { SeededRandom } from '#shared/kernel/seeded-random'

/** A question that other expressions may name. */
interface Named {
	readonly name: string
	readonly kind: 'number' | 'text' | 'choice' | 'ticks'
	/** Repeats around it, outermost first. */
	readonly repeats: readonly string[]
}

const choice = (name: string, within: string): Choice => ({ name, label: { en: name }, columns: { within } })
const choices = { few: ['x', 'y', 'z'].map((name, i) => choice(name, i === 0 ? 'x' : 'y')) }

/**
 * Generates a form of groups, repeats, conditions, calculations, constraints, counts and choice filters that
 * depend on each other across the whole form, without cycles: each block depends only on previous blocks in
 * an order of its own, which is not that of the document.
 */
export function randomForm(random: SeededRandom): FormDefinition {
	const maker = new FormMaker(random)
	const blocks = Array.from({ length: 3 + random.below(5) }, () => ({
		part: maker.block([], 2),
		place: random.next(),
	}))
	blocks.sort((a, b) => a.place - b.place)
	return {
		id: 'random',
		title: { en: 'Random' },
		languages: [{ tag: 'en', name: 'English' }],
		choices,
		body: blocks.map(({ part }) => part),
	}
}

class FormMaker {
	readonly #random: SeededRandom
	readonly #known: Named[] = []
	readonly #repeats: string[] = []
	#count = 0
	constructor(random: SeededRandom) {
		this.#random = random
	}

	/** Generates a question, or a group or repeat with questions in it. */
	block(repeats: readonly string[], depth: number): FormPart {
		const kind = depth > 0 ? this.#random.below(5) : 0
		if (kind < 2) return this.#question(repeats)
		const name = this.#name(kind < 4 ? 'g' : 'r')
		return kind < 4 ? this.#group(name, repeats, depth) : this.#repeat(name, repeats, depth)
	}

	#name(letter: string): string {
		return `${letter}${this.#count++}`
	}
	#parts(repeats: readonly string[], depth: number): FormPart[] {
		return Array.from({ length: 1 + this.#random.below(4) }, () => this.block(repeats, depth - 1))
	}
	#group(name: string, repeats: readonly string[], depth: number): Group {
		const relevant = this.#maybe(0.5, () => this.#truth(repeats))
		const parts = this.#parts(repeats, depth)
		// some depend on their own first question for their relevance
		const [first] = parts
		const isOwn = first?.kind === 'question' && first.calculation === undefined && this.#random.chance(0.2)
		return {
			kind: 'group',
			name,
			...(isOwn ? { relevant: `./${first.name} != 'x'` } : relevant && { relevant }),
			parts,
		}
	}
	#repeat(name: string, repeats: readonly string[], depth: number): Repeat {
		const relevant = this.#maybe(0.4, () => this.#truth(repeats))
		const count = this.#maybe(0.5, () => `${this.#number(repeats)} mod 4`)
		const parts = this.#parts([...repeats, name], depth)
		this.#repeats.push(name)
		return { kind: 'repeat', name, ...(relevant && { relevant }), ...(count && { count }), parts }
	}
	#question(repeats: readonly string[]): Question {
		const kind = this.#random.pick(['number', 'number', 'text', 'choice', 'ticks'] as const)
		const name = this.#name('q')
		const relevant = this.#maybe(0.4, () => this.#truth(repeats))
		const calculation = this.#maybe(0.3, () =>
			kind === 'number' ? this.#number(repeats) : this.#text(repeats),
		)
		const own: Partial<Question> = {
			...(relevant && { relevant }),
			...(calculation
				? { type: this.#random.chance(0.7) ? 'calculate' : 'text', calculation }
				: this.#asked(kind, repeats)),
		}
		this.#known.push({ name, kind: calculation && kind !== 'number' ? 'text' : kind, repeats })
		return { kind: 'question', name, label: { en: this.#label(repeats) }, type: 'text', ...own }
	}
	#asked(kind: Named['kind'], repeats: readonly string[]): Partial<Question> {
		const required = this.#maybe(0.2, () => this.#truth(repeats))
		const first = kind === 'number' ? '2' : kind === 'text' ? 'ab' : 'x'
		const common = {
			...(required && { required }),
			...(this.#random.chance(0.2) && { default: first }),
		}
		switch (kind) {
			case 'number':
				return { ...common, type: 'integer', constraint: `. <= 5 or ${this.#truth(repeats)}` }
			case 'text':
				return { ...common, type: 'text', constraint: 'string-length(.) < 6' }
			case 'choice': {
				const filter = this.#maybe(0.5, () => `within = 'x' or ${this.#truth(repeats)}`)
				return { ...common, type: 'select-one', list: 'few', ...(filter && { choiceFilter: filter }) }
			}
			case 'ticks':
				return { ...common, type: 'select-many', list: 'few' }
		}
	}

	#maybe(probability: number, make: () => string): string | undefined {
		return this.#random.chance(probability) ? make() : undefined
	}
	/** Picks an earlier question in the same rows or around them; or one that is read over rows. */
	#one(kinds: readonly Named['kind'][], repeats: readonly string[], isOverRows: boolean): Named | undefined {
		const fit = this.#known.filter(
			(each) =>
				kinds.includes(each.kind) && each.repeats.every((repeat) => repeats.includes(repeat)) !== isOverRows,
		)
		return fit.length > 0 ? this.#random.pick(fit) : undefined
	}
	#label(repeats: readonly string[]): string {
		const named = this.#one(['text', 'number'], repeats, false)
		return named ? `About \${${named.name}}` : 'About'
	}
	#number(repeats: readonly string[], depth = 2): string {
		const one = this.#one(['number'], repeats, false)
		const many = this.#one(['number'], repeats, true)
		const repeat = this.#repeats.length > 0 ? this.#random.pick(this.#repeats) : undefined
		const ways = [
			() => String(this.#random.below(4)),
			...(one ? [() => `\${${one.name}}`, () => `coalesce(\${${one.name}}, 1)`] : []),
			...(many ? [() => `sum(\${${many.name}})`, () => `count(\${${many.name}}[. > 1])`] : []),
			...(repeat ? [() => `count(\${${repeat}})`] : []),
			...(repeats.length > 0 ? [() => 'index()'] : []),
			...(depth > 0
				? [
						() => `(${this.#number(repeats, depth - 1)} + ${this.#number(repeats, depth - 1)})`,
						() => `if(${this.#truth(repeats, depth - 1)}, ${this.#number(repeats, depth - 1)}, 1)`,
						() => `string-length(${this.#text(repeats, depth - 1)})`,
					]
				: []),
		]
		return this.#random.pick(ways)()
	}
	#text(repeats: readonly string[], depth = 2): string {
		const one = this.#one(['text', 'choice', 'ticks'], repeats, false)
		const many = this.#one(['text', 'number', 'choice'], repeats, true)
		const ways = [
			() => `'${this.#random.pick(['', 'x', 'ab'])}'`,
			...(one ? [() => `\${${one.name}}`] : []),
			...(many ? [() => `join('-', \${${many.name}})`] : []),
			...(depth > 0
				? [() => `concat(${this.#text(repeats, depth - 1)}, ${this.#number(repeats, depth - 1)})`]
				: []),
		]
		return this.#random.pick(ways)()
	}
	#truth(repeats: readonly string[], depth = 2): string {
		const one = this.#one(['number', 'text', 'choice', 'ticks'], repeats, false)
		const ticks = this.#one(['ticks', 'choice'], repeats, false)
		const operator = this.#random.pick(['>', '<=', '=', '!='])
		const ways = [
			() => `${this.#number(repeats, 0)} ${operator} ${this.#random.below(4)}`,
			...(one ? [() => `\${${one.name}} ${operator} 'x'`, () => `\${${one.name}}`] : []),
			...(ticks ? [() => `selected(\${${ticks.name}}, 'x')`] : []),
			...(depth > 0
				? [
						() => `(${this.#truth(repeats, depth - 1)} and ${this.#truth(repeats, depth - 1)})`,
						() => `(${this.#truth(repeats, depth - 1)} or ${this.#truth(repeats, depth - 1)})`,
						() => `not(${this.#truth(repeats, depth - 1)})`,
					]
				: []),
		]
		return this.#random.pick(ways)()
	}
}
