import type { SealingRecipient } from '#shared/access/roles'
import { type Answer, type Answers, inRow, isRowPath, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { type FormNode, isFlag } from '#shared/forms/form-nodes'
import { isSealed } from '#shared/forms/sealed-text'
import type { Bytes } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import {
	answerInfo,
	buildSealedAnswerAad,
	encodeSealedAnswer,
	nonceOf,
	padAnswer,
} from '#shared/sync/sealed-answer'
import { sealingKeyId } from '#shared/sync/sealing'
import { agreeWith } from './agree-with.ts'

/*
 * The answers of sealed questions, before they leave: the key of the moment is thrown away, so that this phone does not open
 * again what it sealed.
 */

/** Whoever holds the other half → the public key, a point in base64url. */
export type RoleKeys = ReadonlyMap<SealingRecipient, string>

/** To whom the answer of a question is sealed, by its path. */
function sealedTo(form: CompiledForm, path: string): SealingRecipient | undefined {
	const part = form.byTemplate.get(templateOf(path))?.part
	return part?.kind === 'question' ? part.sealedTo : undefined
}

/** The roles that its sealed questions name. */
export const rolesOf = (form: CompiledForm): ReadonlySet<SealingRecipient> =>
	new Set(
		form.nodes.flatMap(({ part }) => (part.kind === 'question' && part.sealedTo ? [part.sealedTo] : [])),
	)

/** What of a draft goes before it is finished: what is sealed, and what flags tell of it, is as it stands. */
export function preserveSealed(form: CompiledForm, answers: Answers, standing: Answers): Map<string, Answer> {
	const tellsOfSealed = (path: string) => {
		const node = form.byTemplate.get(templateOf(path))
		return node !== undefined && isFlag(node)
	}
	return new Map([
		...[...answers].filter(([path]) => sealedTo(form, path) === undefined && !tellsOfSealed(path)),
		...[...standing].filter(
			([path, answer]) => (isSealed(answer) && sealedTo(form, path) !== undefined) || tellsOfSealed(path),
		),
	])
}

/**
 * The same answers, those of sealed questions sealed. A sealed question that is not answered, or not asked, has a sealed nothing,
 * since which of them have an answer says what others say; rows of repeats can be counted all the same. `currentAnswers`: what a record
 * says that is corrected; what it has sealed goes on as it is where nobody answered again, and needs no key.
 *
 * @throws Problem `no-role-key` where a role has no key here: then nothing may leave
 */
export async function sealAnswers(
	form: CompiledForm,
	record: string,
	answers: Answers,
	keys: RoleKeys,
	standing: Answers = new Map(),
): Promise<Map<string, Answer>> {
	const sealed = new Map(answers)
	const sealers = new Map<SealingRecipient, Seal>()
	const blank = form.nodes.flatMap((node) =>
		node.part.kind === 'question' && node.part.sealedTo
			? placesOf(node, answers, standing).flatMap((path) =>
					answers.has(path) ? [] : [[path, null] as const],
				)
			: [],
	)
	for (const [path, answer] of [...answers, ...blank]) {
		const role = sealedTo(form, path)
		if (role === undefined || (isSealed(answer) && answer === standing.get(path))) continue
		const seal = sealers.get(role) ?? (await sealerTo(keys.get(role)))
		sealers.set(role, seal)
		sealed.set(path, await seal(buildSealedAnswerAad(record, path), padAnswer(answer)))
	}
	return sealed
}

/**
 * Where a question has to say something: once, or in each row of its repeat. Of what was finished before only where it did: what
 * was forgotten since stays forgotten, and two phones that correct the same record do not disagree about nothing.
 */
function placesOf({ template, suffix, repeats }: FormNode, answers: Answers, standing: Answers): string[] {
	const repeat = repeats.at(-1)
	if (!repeat) return standing.size === 0 || standing.has(template) ? [template] : []
	return [...answers.keys()]
		.filter((row) => isRowPath(row) && templateOf(row) === `${repeat.template}/@`)
		.flatMap((row) => {
			const path = inRow(row, suffix)
			return standing.has(row) && !standing.has(path) ? [] : [path]
		})
}

type Seal = (place: Bytes, plain: Bytes) => Promise<string>

/** One exchange with a role's key. */
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
