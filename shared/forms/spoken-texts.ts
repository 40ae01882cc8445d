import { shortDigest } from '#shared/kernel/digest'
import type { FormDefinition, LocalizedText } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'
import type { QuestionType } from './question-types.ts'
import { localize } from './texts.ts'

/** A text of a form that can be read aloud. */
export interface AudioText {
	/** Where it stands, the first time that it does: the template of its question, or `list:choice`. */
	readonly place: string
	readonly kind: 'question' | 'hint' | 'choice'
	/** By which a sound belongs to it: see `computeAudioTextKey`. */
	readonly key: string
	/** As it is written, for whoever reads it aloud. */
	readonly texts: LocalizedText
	/** What its sound's file may be called, without the ending. */
	readonly names: readonly string[]
}

const keys = new WeakMap<LocalizedText, Map<string, string>>()

/**
 * The name of a text for a language in which it is spoken: of what is written in that language, or else stands in for it. So a sound
 * stays with its text from version to version, is recorded once where the text stands twice, and is no longer its sound when the text is
 * another. A translation into a third language changes nothing.
 */
export function computeAudioTextKey(texts: LocalizedText, language: string): string {
	const known = keys.get(texts) ?? new Map<string, string>()
	keys.set(texts, known)
	const key = known.get(language) ?? shortDigest(localize(texts, language).trim())
	known.set(language, key)
	return key
}

/** All texts of a form that are read to somebody, in the order of asking; each once, wherever it stands again. */
export function listAudioTexts(
	form: Pick<FormDefinition, 'body' | 'choices'>,
	language: string,
): AudioText[] {
	const found = new Map<string, Omit<AudioText, 'names'> & { readonly names: Set<string> }>()
	const add = (kind: AudioText['kind'], place: string, name: string, texts: LocalizedText | undefined) => {
		if (localize(texts, language).trim() === '' || !texts) return
		const key = computeAudioTextKey(texts, language)
		const known = found.get(key) ?? { place, kind, key, texts, names: new Set<string>() }
		known.names.add(name)
		found.set(key, known)
	}
	for (const { template, part } of nodesOf(form)) {
		if (part.kind !== 'question' || !isRead(part.type)) continue
		add('question', template, part.name, part.label)
		add('hint', `${template}?hint`, `${part.name}-hint`, part.hint)
		for (const choice of form.choices[part.list ?? ''] ?? [])
			add('choice', `${part.list}:${choice.name}`, `${part.name}-${choice.name}`, choice.label)
	}
	return [...found.values()].map((each) => ({ ...each, names: [...each.names] }))
}

const isRead = (type: QuestionType): boolean => type !== 'calculate' && type !== 'audit'

/** The text that a file is for, by its name; null where none, or more than one, is called so. */
export function matchAudioFile(file: string, texts: readonly AudioText[]): AudioText | null {
	const name = file.replace(/^.*\//, '').replace(/\.\w+$/, '')
	const called = texts.filter(({ names }) => names.includes(name))
	return called.length === 1 ? (called[0] ?? null) : null
}
