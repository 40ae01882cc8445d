import { shortDigest } from '#shared/kernel/digest'
import type { FormDefinition, LocalizedText } from '../forms/form-definition.ts'
import { nodesOf } from '../forms/form-nodes.ts'
import { localize } from '../forms/localized-text.ts'
import type { QuestionType } from '../forms/question-types.ts'

/** A text of a form that can have a recording. */
export interface AudioText {
	/** The first place of the text: the template of its question, or `list:choice`. */
	readonly place: string
	readonly kind: 'question' | 'hint' | 'choice'
	/** Key of its recording: see `computeAudioTextKey`. */
	readonly key: string
	/** The text as it is written, for the person who reads it aloud. */
	readonly texts: LocalizedText
	/** Possible names of its sound file, without extension. */
	readonly names: readonly string[]
}

const keys = new WeakMap<LocalizedText, Map<string, string>>()

/**
 * Returns the key of a text for a spoken language: a digest of the text in that language, or of the one that
 * replaces it. A recording therefore stays with its text from version to version, serves all places with the
 * same text, and is no longer used when the text has changed. A translation into a third language changes
 * nothing.
 */
export function computeAudioTextKey(texts: LocalizedText, language: string): string {
	const known = keys.get(texts) ?? new Map<string, string>()
	keys.set(texts, known)
	const key = known.get(language) ?? shortDigest(localize(texts, language).trim())
	known.set(language, key)
	return key
}

/**
 * Lists all texts of a form that are read aloud, in the order of asking; each once, even if it occurs again.
 */
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

/** Finds the text of a sound file by its name. Null if no text, or more than one, has the name. */
export function matchAudioFile(file: string, texts: readonly AudioText[]): AudioText | null {
	const name = file.replace(/^.*\//, '').replace(/\.\w+$/, '')
	const called = texts.filter(({ names }) => names.includes(name))
	return called.length === 1 ? (called[0] ?? null) : null
}
