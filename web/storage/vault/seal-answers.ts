import { type Answer, type Answers, inRow, isRowPath, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { type FormNode, isFlag } from '#shared/forms/form-nodes'
import { isSealed } from '#shared/forms/sealed-answer-text'
import type { Bytes } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { SealingRecipient } from '#shared/people/roles'
import {
	answerInfo,
	buildSealedAnswerAad,
	encodeSealedAnswer,
	nonceOf,
	padAnswer,
} from '#shared/sync/sealed-answer'
import { sealingKeyId } from '#shared/sync/sealing'
import { agreeWith } from './hpke-exchange.ts'

/*
 * Seals the answers of sealed questions before they are sent: the ephemeral key is discarded, so that this
 * phone cannot decrypt what it sealed.
 */

/** Public keys by recipient: a point in base64url. */
export type RoleKeys = ReadonlyMap<SealingRecipient, string>

/** Returns the recipient that the answer of a question is sealed to, by its path. */
function sealedTo(form: CompiledForm, path: string): SealingRecipient | undefined {
	const part = form.byTemplate.get(templateOf(path))?.part
	return part?.kind === 'question' ? part.sealedTo : undefined
}

/** Returns the recipients that the form's sealed questions name. */
export const rolesOf = (form: CompiledForm): ReadonlySet<SealingRecipient> =>
	new Set(
		form.nodes.flatMap(({ part }) => (part.kind === 'question' && part.sealedTo ? [part.sealedTo] : [])),
	)

/**
 * Returns the answers for a copy of a draft: sealed answers, and flags computed from them, stay as they are
 * in the record.
 */
export function preserveSealed(
	form: CompiledForm,
	answers: Answers,
	recordAnswers: Answers,
): Map<string, Answer> {
	const isComputedFromSealed = (path: string) => {
		const node = form.byTemplate.get(templateOf(path))
		return node !== undefined && isFlag(node)
	}
	return new Map([
		...[...answers].filter(([path]) => sealedTo(form, path) === undefined && !isComputedFromSealed(path)),
		...[...recordAnswers].filter(
			([path, answer]) =>
				(isSealed(answer) && sealedTo(form, path) !== undefined) || isComputedFromSealed(path),
		),
	])
}

/**
 * Returns the answers with those of sealed questions sealed. A sealed question without an answer, or one that
 * was not asked, gets a sealed empty value: which questions have an answer would disclose other answers. Rows
 * of repeats can be counted all the same. `recordAnswers`: answers of the record that is corrected; its sealed
 * ones stay as they are if there is no new answer, and need no key.
 * @throws Problem `no-role-key` if there is no key for a role: then nothing may be sent
 */
export async function sealAnswers(
	form: CompiledForm,
	record: string,
	answers: Answers,
	keys: RoleKeys,
	recordAnswers: Answers = new Map(),
): Promise<Map<string, Answer>> {
	const sealed = new Map(answers)
	const sealers = new Map<SealingRecipient, Seal>()
	const blank = form.nodes.flatMap((node) =>
		node.part.kind === 'question' && node.part.sealedTo
			? placesOf(node, answers, recordAnswers).flatMap((path) =>
					answers.has(path) ? [] : [[path, null] as const],
				)
			: [],
	)
	for (const [path, answer] of [...answers, ...blank]) {
		const role = sealedTo(form, path)
		if (role === undefined || (isSealed(answer) && answer === recordAnswers.get(path))) continue
		const seal = sealers.get(role) ?? (await sealerTo(keys.get(role)))
		sealers.set(role, seal)
		sealed.set(path, await seal(buildSealedAnswerAad(record, path), padAnswer(answer)))
	}
	return sealed
}

/**
 * Returns the paths that need a value: the question itself, or one per row of its repeat. In a correction
 * only those that had one: redacted values stay absent, and two phones that correct the same record do not
 * conflict without a reason.
 */
function placesOf(
	{ template, suffix, repeats }: FormNode,
	answers: Answers,
	recordAnswers: Answers,
): string[] {
	const repeat = repeats.at(-1)
	if (!repeat) return recordAnswers.size === 0 || recordAnswers.has(template) ? [template] : []
	return [...answers.keys()]
		.filter((row) => isRowPath(row) && templateOf(row) === `${repeat.template}/@`)
		.flatMap((row) => {
			const path = inRow(row, suffix)
			return recordAnswers.has(row) && !recordAnswers.has(path) ? [] : [path]
		})
}

type Seal = (place: Bytes, plain: Bytes) => Promise<string>

/** Starts one HPKE exchange with a role's key. */
async function sealerTo(publicKey: string | undefined): Promise<Seal> {
	const agreed = publicKey === undefined ? null : await agreeWith(publicKey, answerInfo)
	if (!agreed) throw new Problem('no-role-key')
	const { recipient, enc, aes, nonce } = agreed
	let next = 0
	return async (place, plain) => {
		const message = next++
		const box = await crypto.subtle.encrypt(
			{ name: 'AES-GCM', iv: nonceOf(nonce, message), additionalData: place },
			aes,
			plain,
		)
		return encodeSealedAnswer(sealingKeyId(recipient), enc, message, new Uint8Array(box))
	}
}
