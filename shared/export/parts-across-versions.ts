import {
	type Choice,
	type FormDefinition,
	isAudit,
	isForFormOnly,
	type Question,
} from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import type { QuasiIdentifier } from '#shared/forms/quasi-identifier'
import { identifiersRecipient } from '#shared/people/roles'

export interface FormVersion {
	readonly version: number
	readonly definition: FormDefinition
}

/** A question over all versions of its form. */
export interface KnownQuestion {
	readonly template: string
	/** Definition in the newest version that has it. */
	readonly question: Question
	/** Template of its innermost repeat; null outside of repeats. */
	readonly repeat: string | null
	/** Versions that have it, oldest first. */
	readonly versions: readonly number[]
	/** Choices of a select in all versions, in the order of their first appearance. */
	readonly choices: readonly KnownChoice[]
	/** Definition in each version, oldest first. */
	readonly definitions: readonly Question[]
	/** Quasi-identifier settings, from the newest version that has any. */
	readonly trait: QuasiIdentifier | null
	/** Why it has no column; an exclusion for privacy in any version is permanent. */
	readonly leftOut: 'personal' | 'on-phone-only' | 'for-the-form' | 'audit' | null
}

export interface KnownChoice extends Choice {
	/** Versions that offer it, oldest first. */
	readonly versions: readonly number[]
}

export interface KnownParts {
	/** In the order of the newest version; questions of older versions only are at the end. */
	readonly questions: readonly KnownQuestion[]
	/** Templates of the repeats, in the order of the newest version. */
	readonly repeats: readonly string[]
}

/** Collects the questions of all versions of a form, oldest first. */
export function partsAcrossVersions(versions: readonly FormVersion[]): KnownParts {
	const repeats = new Set<string>()
	const order = new Set<string>()
	for (const { definition } of [...versions].reverse())
		for (const { part, template } of nodesOf(definition))
			if (part.kind === 'repeat') repeats.add(template)
			else if (part.kind === 'question') order.add(template)
	const questions = new Map<string, KnownQuestion>()
	for (const { version, definition } of versions)
		for (const { part, template, repeats: around } of nodesOf(definition)) {
			if (part.kind !== 'question') continue
			const before = questions.get(template)
			questions.set(template, {
				template,
				question: part,
				repeat: around.at(-1)?.template ?? null,
				versions: [...(before?.versions ?? []), version],
				choices: withChoices(before?.choices ?? [], definition.choices[part.list ?? ''] ?? [], version),
				definitions: [...(before?.definitions ?? []), part],
				trait: part.trait ?? before?.trait ?? null,
				leftOut: whyLeftOut(part) ?? permanentExclusion(before?.leftOut) ?? null,
			})
		}
	return {
		questions: [...order].flatMap((template) => questions.get(template) ?? []),
		repeats: [...repeats],
	}
}

/**
 * Returns the reason if it is permanent: one version's exclusion for privacy applies to all; technical
 * exclusions may end.
 */
const permanentExclusion = (leftOut: KnownQuestion['leftOut'] | undefined) =>
	leftOut === 'personal' || leftOut === 'on-phone-only' ? leftOut : null

function whyLeftOut(question: Question): KnownQuestion['leftOut'] {
	if (question.onPhoneOnly) return 'on-phone-only'
	if (question.personal || question.sealedTo === identifiersRecipient) return 'personal'
	if (isAudit(question)) return 'audit'
	return isForFormOnly(question) ? 'for-the-form' : null
}

/** Merges choices: a known one keeps its position and gets the newest label; new ones follow. */
function withChoices(
	known: readonly KnownChoice[],
	offered: readonly Choice[],
	version: number,
): readonly KnownChoice[] {
	const all = new Map(known.map((choice) => [choice.name, choice]))
	for (const choice of offered)
		all.set(choice.name, { ...choice, versions: [...(all.get(choice.name)?.versions ?? []), version] })
	return [...all.values()]
}
