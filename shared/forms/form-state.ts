import { asStored } from '#shared/expressions/evaluate'
import type { AnswerSource, Evaluate, EvaluationContext, Scope } from '#shared/expressions/scope'
import type { TreeNode } from '#shared/expressions/tree'
import { toNumber, toText, toTruth, type Value } from '#shared/expressions/values'
import { type Answer, type Answers, inRow, isRowPath, repeatOf, rowOf, templateOf } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'
import { hasConsentAnswer, isConsentGiven } from './consent.ts'
import type { FormPart, Presets, Question } from './form-definition.ts'
import { type FormNode, isFlag, isRecomputed } from './form-nodes.ts'
import { amongChoices, asTyped } from './given-values.ts'
import { questionTypes } from './question-types.ts'
import { rowAt, rowsFrom } from './readers.ts'
import { isSealed } from './sealed-text.ts'
import { rowsOfChoices, tableTree } from './table-tree.ts'

export interface SessionStart {
	/** Answers and row places that the record already has; empty for a new record. */
	readonly answers: Answers
	/** What was typed and could not be read, by path. */
	readonly unreadable?: ReadonlyMap<string, string>
	/** Defaults and presets are given once, when the record begins. */
	readonly isNew: boolean
	readonly presets?: Presets
	readonly context: EvaluationContext
	/** Only reads: calculations that ask for time or chance are left as they are. */
	readonly isReadOnly?: true
	/** The record was finished before: what stayed on the phone is gone and is not asked again. */
	readonly wasFinished?: boolean
	/** What the finished record says that is being corrected: what of it is sealed stays until it is answered again. */
	readonly currentAnswers?: Answers
	/** What the last record of this form on this phone said. */
	readonly lastSaved?: Answers
	/** Paths that this person may look at and not change. */
	readonly locked?: ReadonlySet<string>
}

/** What has changed, before anybody looked at what follows. */
interface StateChanges {
	/** Nodes, and the row in which they are others now; '' where that is all of them. */
	readonly begun?: readonly (readonly [node: FormNode, row: string])[]
	/** Repeats that have to count their rows once more. */
	readonly counted?: readonly FormNode[]
	/** A triggered calculation to run now, and the rows in or below which it runs. */
	readonly triggered?: readonly [node: FormNode, rows: ReadonlySet<string>]
	/** A repeat that has a row more or less, and the row around it. */
	readonly resized?: { readonly repeat: FormNode; readonly row: string }
}

/** What became of a node's instances. */
interface Updated {
	/** The rows of those that changed. */
	readonly moved: Set<string>
	/** Of a repeat: the rows in which there are other rows now. */
	readonly resizedIn: Set<string>
	/** The rows that have come. */
	readonly opened: string[]
	/** The rows in which a trigger changed the answer. */
	readonly set: Set<string>
}

/** The row that all others lie in: the record. */
const everywhere = ''
const everyRow: ReadonlySet<string> = new Set([everywhere])
/** Where what stands outside of repeats stands. */
const once: readonly string[] = [everywhere]

const depthOf = (row: string): number => row.split('/@').length - 1

/** The answers of one record and what follows from them: what is asked, calculations, rows. */
export class FormState implements AnswerSource {
	readonly form: CompiledForm
	protected readonly surroundings: EvaluationContext
	protected readonly answers = new Map<string, Answer>()
	protected readonly unreadable: Map<string, string>
	/** Answers to questions that this version does not have. */
	readonly foreign = new Map<string, Answer>()
	readonly #isReading: boolean
	readonly #isNew: boolean
	readonly #wasFinished: boolean
	#isClosing = false
	/** The record is being opened: time and chance that it has already are not asked again. */
	#isOpening = true
	/** Repeats whose count follows from their own rows, and those of them, by path, that have made new rows since somebody answered. */
	readonly #countingThemselves: ReadonlySet<FormNode>
	readonly #grown = new Set<string>()
	/** The path of the answer that is given right now: what is calculated there gives way. */
	#typing: string | null = null
	/** Rows by repeat path, in order. */
	readonly #rows = new Map<string, string[]>()
	/** Instance paths of parts that are not asked. */
	readonly #hidden = new Set<string>()
	/** Of parts that are shown since what decides whether they are asked is sealed. */
	readonly #unsure = new Set<string>()
	/** An expression has looked at an answer that nobody here reads. */
	#isBlind = false
	/** What a flag follows from is being asked; and it has looked at an answer that was there once, when the record was finished. */
	#noticesGone = false
	#sawGone = false
	/** Paths whose answer changed since `takeChanged`. */
	readonly #changed = new Set<string>()
	/** When each template was last answered or changed by other answers: a screen redraws a question when its number moved. */
	readonly #answered = new Map<string, number>()
	readonly #moved = new Map<string, number>()
	#clock = 0
	/** When a calculation last made another offer, by path. */
	readonly #offers = new Map<string, number>()
	/** Templates whose stamp moved since `takeTouched`. */
	#touched = new Set<string>()
	/** Looked up at every key, for every row on the screen. */
	readonly #nodes = new Map<string, FormNode>()
	/** How many rows a repeat with a count shows; those beyond keep their answers and are not asked. */
	readonly #limits = new Map<string, number>()
	readonly #lastSaved: Answers
	protected readonly standing: Answers
	/** Choice lists and tables as paths see them, made when first asked for. */
	readonly #instances = new Map<string, TreeNode | null>()

	constructor(form: CompiledForm, start: SessionStart) {
		this.form = form
		this.surroundings = start.context
		this.unreadable = new Map(start.unreadable ?? [])
		this.#isReading = start.isReadOnly ?? false
		this.#isNew = start.isNew
		this.#wasFinished = start.wasFinished ?? false
		this.#lastSaved = start.lastSaved ?? new Map()
		this.standing = start.currentAnswers ?? new Map()
		for (const [path, answer] of start.answers)
			if (this.#knows(path)) this.answers.set(path, answer)
			else this.foreign.set(path, answer)
		this.#countingThemselves = new Set(form.nodes.flatMap(({ countedBy }) => [...countedBy]))
		this.#arrangeRows()
		if (start.isNew) this.#begin(form.nodes, [''], start.presets ?? {})
		for (const node of form.inOrder)
			for (const row of this.#rowsUnder(node, everyRow)) this.#updateIn(node, row, null)
		this.#countAgain(this.#countingThemselves)
		this.#isOpening = false
	}

	read(path: string): Value {
		if (this.#noticesGone && this.#isGone(path)) this.#sawGone = true
		return this.#hidden.has(path) ? '' : this.#raw(path)
	}
	rows(repeatPath: string): readonly string[] {
		if (this.#hidden.has(repeatPath)) return []
		const rows = this.#rows.get(repeatPath) ?? []
		const limit = this.#limits.get(repeatPath)
		return limit === undefined || limit >= rows.length ? rows : rows.slice(0, limit)
	}
	instance(id: string): TreeNode | null {
		const known = this.#instances.get(id)
		if (known !== undefined) return known
		const { tables, choices, languages } = this.form.definition
		const listed = choices[id]
		const rows = tables?.[id] ?? (listed && rowsOfChoices(id, listed, languages[0]?.tag ?? 'en'))
		const instance = rows ? tableTree(id, rows) : null
		this.#instances.set(id, instance)
		return instance
	}
	lastSaved(path: string): Value {
		const said = this.#lastSaved.get(path)
		return isSealed(said) ? '' : plain(said)
	}
	answerAt(path: string): Answer | undefined {
		return this.answers.get(path)
	}
	nodeAt(path: string): FormNode {
		const known = this.form.byTemplate.get(path) ?? this.#nodes.get(path)
		if (known) return known
		const node = this.form.byTemplate.get(templateOf(path))
		if (!node) throw new RangeError(`no part ${templateOf(path)} in form ${this.form.definition.id}`)
		this.#nodes.set(path, node)
		return node
	}
	isAsked(path: string): boolean {
		return !this.#hidden.has(path)
	}
	/** Nobody here knows whether it is asked, since that hangs on what is sealed: it is shown, and may stay empty. */
	isUnsure(path: string): boolean {
		return this.#unsure.has(path)
	}
	/** What was sealed there when the record was finished; null where nothing was. */
	protected sealedBefore(path: string): string | null {
		const before = this.standing.get(path)
		return isSealed(before) ? before : null
	}
	/** Another number whenever a question is answered, or looks different by what other answers say. */
	stampOf(template: string): number {
		return Math.max(this.#answered.get(template) ?? 0, this.movedStampOf(template))
	}
	/** The same without its own answer: for a field that shows by itself what is typed into it. */
	movedStampOf(template: string): number {
		return this.#moved.get(template) ?? 0
	}

	/** Another number whenever a calculation offers another answer there; 0 if it never did. */
	offerStampOf(path: string): number {
		return this.#offers.get(path) ?? 0
	}
	/** The templates whose stamp moved since it was last asked. */
	takeTouched(): ReadonlySet<string> {
		const touched = this.#touched
		this.#touched = new Set()
		return touched
	}

	/** What was typed or picked; read by the question's type. */
	type(path: string, typed: string): void {
		const { part } = this.nodeAt(path)
		if (part.kind !== 'question') return
		const reading = questionTypes[part.type].read(typed)
		if (reading.kind === 'unreadable') this.unreadable.set(path, typed)
		else this.unreadable.delete(path)
		this.#set(path, reading.kind === 'answer' ? reading.value : null)
	}
	/** An answer, or null to take it back. */
	answer(path: string, answer: Answer | null): void {
		this.unreadable.delete(path)
		this.#set(path, answer)
	}
	/** A new row at the end of a repeat; `rowId` is random and comes from the edge. Gives the row's path. */
	addRow(repeatPath: string, rowId: string): string {
		const rows = this.#rows.get(repeatPath) ?? []
		const last = Math.max(0, ...rows.map((row) => this.#placeOf(row)))
		const row = `${repeatPath}/@${rowId}`
		this.answers.set(row, last + 1)
		this.#changed.add(row)
		this.#rows.set(repeatPath, [...rows, row])
		const repeat = this.nodeAt(repeatPath)
		this.#begin(inside(repeat), [row], {})
		this.#propagate({
			begun: inside(repeat).map((node) => [node, row]),
			resized: { repeat, row: rowOf(repeatPath) },
		})
		return row
	}
	/** The record is done: what tells its end or how long it took is calculated now. */
	close(): void {
		this.#isClosing = true
		const atEnd = this.form.nodes.filter(({ part }) => isComputedAtEnd(part))
		if (atEnd.length > 0) this.#propagate({ begun: atEnd.map((node) => [node, everywhere]) })
		this.#isClosing = false
	}
	/** Takes a row away with everything in it. */
	removeRow(rowPath: string): void {
		const repeatPath = repeatOf(rowPath)
		for (const path of [...this.answers.keys()])
			if (path === rowPath || path.startsWith(`${rowPath}/`)) {
				this.answers.delete(path)
				this.#changed.add(path)
			}
		for (const path of [...this.unreadable.keys()])
			if (path.startsWith(`${rowPath}/`)) this.unreadable.delete(path)
		this.#rows.set(
			repeatPath,
			(this.#rows.get(repeatPath) ?? []).filter((row) => row !== rowPath),
		)
		const repeat = this.nodeAt(repeatPath)
		this.#propagate({ resized: { repeat, row: rowOf(repeatPath) } })
	}
	/**
	 * What changed since it was last asked for: to be kept. Answers, rows, what could not be read; not what every
	 * reader computes.
	 */
	takeChanged(): { path: string; answer: Answer | null; typed?: string }[] {
		const changed = [...this.#changed]
		this.#changed.clear()
		return changed.map((path) => {
			const typed = this.unreadable.get(path)
			return { path, answer: this.answers.get(path) ?? null, ...(typed === undefined ? {} : { typed }) }
		})
	}

	/** Not asked itself, or in a row of a repeat that is not. */
	protected isHiddenAnywhere(path: string): boolean {
		if (isRowPath(path))
			return this.#isBeyond(path) || this.#hidden.has(repeatOf(path)) || this.#isInHiddenRow(repeatOf(path))
		return this.#hidden.has(path) || (this.#limits.size > 0 && this.#isInHiddenRow(path))
	}
	/** Not asked, by what can still be read: that nobody answered it is sure, also where its answer is sealed. */
	protected isSurelyHidden(path: string): boolean {
		for (let node: FormNode | null = this.nodeAt(path); node; node = node.parent) {
			const at = node.part.kind === 'question' ? path : inRow(rowOf(path), node.suffix)
			if (node.closedBy && this.#isClosed(node.closedBy)) return true
			if (node.runs.relevant && this.#knowingly(node.runs.relevant, this.scope(at), toTruth) === false)
				return true
		}
		return false
	}
	/** What an expression at that path may look at. */
	scope(path: string): Scope {
		return {
			answers: this,
			context: this.surroundings,
			self: this.read(path),
			row: rowOf(path),
			position: null,
		}
	}

	/** What an expression says; undefined where it looked at what is sealed, which nobody here reads. */
	protected said<Said>(run: Evaluate, scope: Scope, take: (value: Value) => Said): Said | undefined {
		this.#isBlind = false
		const said = take(run(scope))
		return this.#isBlind ? undefined : said
	}
	/** The same; undefined also where it looked at what was here once, and is gone. */
	#knowingly<Said>(run: Evaluate, scope: Scope, take: (value: Value) => Said): Said | undefined {
		this.#noticesGone = true
		this.#sawGone = false
		const said = this.said(run, scope, take)
		this.#noticesGone = false
		return this.#sawGone ? undefined : said
	}
	/** What a part follows from: a flag was worked out of everything that the phone had. */
	#follows<Said>(
		node: FormNode,
		run: Evaluate,
		scope: Scope,
		take: (value: Value) => Said,
	): Said | undefined {
		return this.#wasFinished && isFlag(node) ? this.#knowingly(run, scope, take) : this.said(run, scope, take)
	}
	/** It stayed on the phone until the record was finished, or was sealed and its time is over. */
	#isGone(path: string): boolean {
		const part = this.form.byTemplate.get(templateOf(path))?.part
		if (part?.kind !== 'question' || this.answers.has(path)) return false
		if (part.onPhoneOnly) return true
		const row = rowOf(path)
		return (
			part.sealedTo !== undefined &&
			!this.#hidden.has(path) &&
			!this.standing.has(path) &&
			(row === everywhere || this.standing.has(row))
		)
	}
	/** What the consent closes, whatever the form says itself. */
	#isClosed(closedBy: 'ask' | 'wish'): boolean {
		const { consent } = this.form
		return (
			consent !== null &&
			(hasConsentAnswer(consent.wish, this) || (closedBy === 'ask' && !isConsentGiven(consent, this)))
		)
	}
	#isInHiddenRow(path: string): boolean {
		const row = rowOf(path)
		if (row === '') return false
		return this.#isBeyond(row) || this.#hidden.has(repeatOf(row)) || this.#isInHiddenRow(repeatOf(row))
	}
	/** A row that the count of its repeat leaves out. */
	#isBeyond(row: string): boolean {
		const limit = this.#limits.get(repeatOf(row))
		return limit !== undefined && (this.#rows.get(repeatOf(row)) ?? []).indexOf(row) >= limit
	}
	#knows(path: string): boolean {
		const template = templateOf(path)
		return this.form.byTemplate.has(isRowPath(path) ? repeatOf(template) : template)
	}
	#placeOf(row: string): number {
		return Number(this.answers.get(row)) || 0
	}
	/** Reads the order of rows from their place numbers; equal places fall back to the id. */
	#arrangeRows(): void {
		this.#rows.clear()
		const rows = [...this.answers.keys()].filter(isRowPath)
		rows.sort((a, b) => this.#placeOf(a) - this.#placeOf(b) || (a < b ? -1 : 1))
		for (const row of rows) this.#rows.set(repeatOf(row), [...(this.#rows.get(repeatOf(row)) ?? []), row])
	}
	/** Defaults and presets of the nodes that stand directly in these rows. */
	#begin(nodes: readonly FormNode[], rows: readonly string[], given: Presets): void {
		for (const row of rows)
			for (const node of nodes) {
				const { part } = node
				if (part.kind !== 'question' || node.repeats.length !== depthOf(row)) continue
				const path = inRow(row, node.suffix)
				const preset = part.preset ? given[part.preset] : undefined
				const byForm = node.runs.default && this.said(node.runs.default, this.scope(path), toText)
				const value = preset ?? byForm ?? ''
				const reading = questionTypes[part.type].read(value)
				const answer = reading.kind === 'answer' ? amongChoices(reading.value, this.form, part) : undefined
				if (answer === undefined) continue
				this.answers.set(path, answer)
				this.#changed.add(path)
			}
	}
	#set(path: string, answer: Answer | null): void {
		const before = this.answers.get(path) ?? null
		const given = typeof answer === 'object' && answer !== null && answer.length === 0 ? null : answer
		if (given === null) this.answers.delete(path)
		else this.answers.set(path, given)
		this.#changed.add(path)
		const node = this.nodeAt(path)
		this.#answered.set(node.template, ++this.#clock)
		this.#touched.add(node.template)
		if (isExactly(before, given)) return
		const { consent } = this.form
		// another answer about taking part is another consent: how it was asked is told anew
		if (consent?.ask === node)
			for (const told of [consent.time, consent.language, consent.version])
				if (told && this.answers.delete(told.template)) this.#changed.add(told.template)
		this.#typing = path
		this.#propagate({ begun: [[node, rowOf(path)]] })
		this.#trigger(node, rowOf(path))
		this.#typing = null
	}
	#touch(node: FormNode): void {
		this.#moved.set(node.template, ++this.#clock)
		this.#touched.add(node.template)
	}
	/**
	 * Follows changes through everything that depends on them, each node at most once and after its sources: a dependent
	 * always comes later in `inOrder`, so that one walk forward is enough. What stands in a repeat is brought up to date
	 * only in the rows that a change reaches. `startedAt` is answered or new, `counted` may have other rows, `resized` has. Returns the rows in which a
	 * triggered calculation changed its result.
	 */
	#propagate(changes: StateChanges): ReadonlySet<string> {
		this.#grown.clear()
		const { counted, set } = this.#follow(changes)
		for (const [node, row] of changes.begun ?? [])
			for (const repeat of this.#repeatsEndingIn(node, row)) counted.add(repeat)
		this.#countAgain(counted)
		return set
	}
	/** Runs the calculations that an answer triggers, then those that their results trigger, until nothing changes. */
	#trigger(answered: FormNode, row: string): void {
		let changed: ReadonlyMap<FormNode, ReadonlySet<string>> = new Map([[answered, new Set([row])]])
		for (let turn = 0; changed.size > 0 && turn < maxTriggerRounds; turn++) {
			const setNow = new Map<FormNode, ReadonlySet<string>>()
			for (const [target, rows] of triggeredBy(changed)) {
				const set = this.#propagate({ triggered: [target, rows] })
				if (set.size > 0) setNow.set(target, set)
			}
			changed = setNow
		}
	}
	/** Repeats that count by their own rows and whose last row this is: who answers there goes on to the next. */
	#repeatsEndingIn(node: FormNode, row: string): FormNode[] {
		if (this.#countingThemselves.size === 0) return []
		return node.repeats.filter((repeat, level) => {
			const own = rowAt(row, level + 1, node.repeats.length)
			return this.#countingThemselves.has(repeat) && this.#shownRows(repeatOf(own)).at(-1) === own
		})
	}
	/**
	 * Repeats whose count follows from their own rows count once more when these have changed. New rows are made once, and again when somebody has answered: a count that
	 * always wants one more would never end.
	 */
	#countAgain(repeats: ReadonlySet<FormNode>): void {
		let counted = repeats
		for (let step = 0; counted.size > 0 && step < mostCountedRows; step++)
			counted = this.#follow({ counted: [...counted] }).counted
	}
	/** Gives the repeats that have to count once more, and the rows in which a triggered calculation changed its result. */
	#follow({ begun = [], counted = [], resized, triggered }: StateChanges): {
		readonly counted: Set<FormNode>
		readonly set: ReadonlySet<string>
	} {
		const sources = [
			...begun.map(([node]) => node),
			...(resized ? [resized.repeat, ...inside(resized.repeat)] : []),
		]
		const countingAgain = new Set(sources.flatMap((node) => [...node.countedBy]))
		const { inOrder } = this.form
		const waiting = new Map<FormNode, Set<string>>()
		let [rank, last] = [inOrder.length, 0]
		const wait = (node: FormNode, rows: Iterable<string>) => {
			const under = waiting.get(node) ?? new Set()
			for (const row of rows) under.add(row)
			waiting.set(node, under)
			rank = Math.min(rank, node.rank)
			last = Math.max(last, node.rank)
		}
		/** Whoever looks at the node in these rows. */
		const follow = (node: FormNode, rows: ReadonlySet<string>) => {
			for (const watcher of node.watchers) this.#touch(watcher)
			for (const [dependent, shared] of node.dependents)
				wait(
					dependent,
					[...rows].map((row) => rowAt(row, shared, node.repeats.length)),
				)
		}
		/** The same for a repeat that has other rows: what stands in those that stay is as it was. */
		const resize = (repeat: FormNode, rows: ReadonlySet<string>) => {
			this.#touch(repeat)
			follow(repeat, rows)
			for (const part of inside(repeat)) for (const watcher of part.watchers) this.#touch(watcher)
		}
		for (const [node, row] of begun) wait(node, [row])
		for (const node of counted) wait(node, [everywhere])
		if (triggered) wait(...triggered)
		const [target, triggeredIn] = triggered ?? []
		let setIn: ReadonlySet<string> = new Set()
		if (resized) {
			wait(resized.repeat, [resized.row])
			resize(resized.repeat, new Set([resized.row]))
		}
		const given = new Map(begun)
		for (; rank <= last; rank++) {
			const node = inOrder[rank] as FormNode
			const under = waiting.get(node)
			if (!under) continue
			const { moved, resizedIn, opened, set } = this.#update(
				node,
				under,
				node === target ? triggeredIn : undefined,
			)
			if (set.size > 0) setIn = set
			const row = given.get(node)
			if (moved.size > 0 || (row !== undefined && node.part.kind !== 'question')) this.#touch(node)
			// what was answered has changed already
			if (row !== undefined) moved.add(row)
			if (moved.size > 0 || resizedIn.size > 0) for (const repeat of node.countedBy) countingAgain.add(repeat)
			if (moved.size > 0) {
				follow(node, moved)
				// whether they are asked follows from the part around them
				for (const part of inside(node)) wait(part, moved)
			}
			if (resizedIn.size === 0) continue
			resize(node, resizedIn)
			for (const part of inside(node)) wait(part, opened)
		}
		return { counted: countingAgain, set: setIn }
	}
	/** Brings the instances of a node in or below these rows up to date; in or below `triggeredIn` its calculation is triggered. */
	#update(node: FormNode, under: ReadonlySet<string>, triggeredIn?: ReadonlySet<string>): Updated {
		const updated: Updated = { moved: new Set(), resizedIn: new Set(), opened: [], set: new Set() }
		const triggered = new Set(triggeredIn ? this.#rowsUnder(node, triggeredIn) : [])
		for (const row of this.#rowsUnder(node, under)) this.#updateIn(node, row, updated, triggered.has(row))
		return updated
	}
	/** Brings one instance of a node up to date, and notes what became of it; null: the record is being opened, and all is new. */
	#updateIn(node: FormNode, row: string, updated: Updated | null, isTriggeredNow = false): void {
		const { part, runs, parent } = node
		const path = inRow(row, node.suffix)
		const relevant =
			!(this.#wasFinished && part.kind === 'question' && part.onPhoneOnly === true) &&
			!(parent && this.#hidden.size > 0 && this.#hidden.has(parentPath(parent, row))) &&
			!(node.closedBy && this.#isClosed(node.closedBy)) &&
			(!runs.relevant || this.#follows(node, runs.relevant, this.#scopeIn(row, path), toTruth))
		// a note warns of something, and of what nobody knows
		const asked = relevant ?? !(part.kind === 'question' && part.type === 'note')
		const isUnsure =
			asked &&
			(relevant === undefined ||
				(parent !== null && this.#unsure.size > 0 && this.#unsure.has(parentPath(parent, row))))
		if (asked === this.#hidden.has(path) || isUnsure !== this.#unsure.has(path)) {
			updated?.moved.add(row)
			if (asked) this.#hidden.delete(path)
			else this.#hidden.add(path)
			if (isUnsure) this.#unsure.add(path)
			else this.#unsure.delete(path)
		}
		if (!asked && !isTriggeredNow) return
		const { offsetMinutes } = this.surroundings
		const count =
			runs.count && this.said(runs.count, this.#scopeIn(row, path), (value) => toNumber(value, offsetMinutes))
		if (count !== undefined) {
			const before = this.#shownRows(path)
			const isResized = this.#countRows(node, path, count)
			if (isResized) updated?.resizedIn.add(row)
			updated?.opened.push(...this.#shownRows(path).filter((each) => !before.includes(each)))
		}
		if (!runs.calculation || path === this.#typing || this.#keepsResult(node, path, isTriggeredNow)) return
		const worked = this.#follows(node, runs.calculation, this.#scopeIn(row, path), asStored)
		// that it was asked is known where it was told
		const isUntold = isUnsure && isFlag(node) && !this.standing.has(path)
		const value = isUntold ? undefined : worked
		if (value === undefined && node.isOffered) return
		const question = part as Question
		const typed =
			value === undefined
				? this.#asTold(node, path)
				: value === ''
					? undefined
					: amongChoices(asTyped(question, value), this.form, question)
		if (isTriggeredNow) this.unreadable.delete(path)
		if (isExactly(this.answers.get(path) ?? null, typed ?? null)) return
		updated?.moved.add(row)
		if (isTriggeredNow) updated?.set.add(row)
		if (!isRecomputed(node)) this.#changed.add(path)
		if (node.isOffered) this.#offers.set(path, ++this.#clock)
		if (typed === undefined) this.answers.delete(path)
		else this.answers.set(path, typed)
	}
	/** What a calculation is that nobody here can make: as it was, also where what it is made of is sealed again. */
	#asTold(node: FormNode, path: string): Answer | undefined {
		return isFlag(node) && this.#wasFinished
			? this.standing.get(path)
			: (this.sealedBefore(path) ?? this.answers.get(path))
	}
	/** A calculation whose last result is an answer: time and chance are not asked again because somebody looks. */
	#keepsResult(node: FormNode, path: string, isTriggeredNow: boolean): boolean {
		const isOpening = this.#isOpening
		const { part, isOffered, volatile, isTriggered } = node
		if (isTriggered && !isTriggeredNow) return true
		if (isFlag(node) && (this.#isReading || (isOpening && this.#wasFinished))) return true
		if (isOffered && (this.#isReading || (isOpening && (!this.#isNew || this.answers.has(path))))) return true
		if (isSealed(this.answers.get(path)) && (isOpening || (volatile && !isTriggered))) return true
		return (
			volatile &&
			(this.#isReading ||
				(isOpening && this.answers.has(path)) ||
				(part.kind === 'question' && part.atEnd === true && !this.#isClosing))
		)
	}
	/** What the calculations of an instance look at. */
	#scopeIn(row: string, path: string): Scope {
		return { answers: this, context: this.surroundings, self: this.#raw(path), row, position: null }
	}
	/** The rows in which a node stands, of those that are or lie in these. */
	#rowsUnder(node: FormNode, under: ReadonlySet<string>): readonly string[] {
		if (node.repeats.length === 0) return once
		const shown = (repeat: string) => this.#shownRows(repeat)
		if (under.has(everywhere)) return rowsFrom(node, 0, everywhere, shown)
		return [...under].flatMap((row) => rowsFrom(node, depthOf(row), row, shown))
	}
	#shownRows(repeatPath: string): readonly string[] {
		const rows = this.#rows.get(repeatPath) ?? []
		const limit = this.#limits.get(repeatPath)
		return limit === undefined ? rows : rows.slice(0, limit)
	}
	/**
	 * Gives a repeat the rows that its count asks for. They have the same names on every phone, so that the same row
	 * filled twice is one row. True if the number changed.
	 */
	#countRows(node: FormNode, path: string, count: number): boolean {
		const number = Math.floor(count)
		const rows = [...(this.#rows.get(path) ?? [])]
		const isByItself = this.#countingThemselves.has(node)
		const least = node.keepsRows ? rows.length : 0
		const most = isByItself && (this.#isReading || this.#grown.has(path)) ? rows.length : mostCountedRows
		const wanted = Math.min(most, Math.max(least, Number.isNaN(number) ? 0 : number))
		const before = this.#limits.get(path)
		const added: string[] = []
		for (let place = rows.length + 1; place <= wanted; place++) {
			const row = `${path}/@n${place}`
			if (this.answers.has(row)) continue
			this.answers.set(row, place)
			if (!this.#isReading) this.#changed.add(row)
			added.push(row)
		}
		if (added.length > 0 && isByItself) this.#grown.add(path)
		this.#rows.set(path, [...rows, ...added])
		this.#limits.set(path, wanted)
		if (added.length > 0 && !this.#isReading) this.#begin(inside(node), added, {})
		return before !== wanted || added.length > 0
	}
	/** What is sealed reads as nothing, and whoever looked knows nothing. */
	#raw(path: string): Value {
		const answer = this.answers.get(path)
		if (!isSealed(answer)) return plain(answer)
		this.#isBlind = true
		return ''
	}
}

/** Two questions can trigger each other. This normally ends when neither changes; after this many turns it is stopped. */
const maxTriggerRounds = 20

/** The calculations that these answers trigger, and the rows in or below which they run. */
function triggeredBy(
	answered: ReadonlyMap<FormNode, ReadonlySet<string>>,
): ReadonlyMap<FormNode, ReadonlySet<string>> {
	const found = new Map<FormNode, Set<string>>()
	for (const [node, rows] of answered)
		for (const [target, shared] of node.triggers) {
			const under = found.get(target) ?? new Set()
			for (const row of rows) under.add(rowAt(row, shared, node.repeats.length))
			found.set(target, under)
		}
	return found
}

/** Where the record ended, and how long it took until then. */
const isComputedAtEnd = (part: FormPart): boolean =>
	part.kind === 'question' && (part.atEnd === true || /\bduration\s*\(/.test(part.calculation ?? ''))

/** A count is typed by a person: a thousand people in a household is a slip of the finger. */
export const mostCountedRows = 1000

/** An answer as expressions see it: ticks in one text, blank for none. */
const plain = (answer: Answer | undefined): string | number => {
	if (answer === undefined) return ''
	return typeof answer === 'object' ? ticksText(answer) : (answer as string | number)
}

/** Ticks are asked for far more often than they change. */
const ticksTexts = new WeakMap<readonly string[], string>()
function ticksText(ticks: readonly string[]): string {
	const known = ticksTexts.get(ticks)
	if (known !== undefined) return known
	const text = ticks.join(' ')
	ticksTexts.set(ticks, text)
	return text
}

/** To the letter, unlike `sameAnswer`: what follows from an answer may ask for its blanks and the order of its ticks. */
const isExactly = (a: Answer | null, b: Answer | null): boolean =>
	a === b || (typeof a === 'object' && typeof b === 'object' && a?.join(' ') === b?.join(' '))

/** Everything below a repeat or group. */
const inside = (node: FormNode): FormNode[] => node.children.flatMap((child) => [child, ...inside(child)])

/** Where the group or repeat stands that a part in this row is in. */
const parentPath = (parent: FormNode, row: string): string =>
	parent.part.kind === 'repeat' ? repeatOf(row) : inRow(row, parent.suffix)
