import { allFunctions } from '#shared/expressions/functions'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import type { RoleKeyListItem } from '#shared/people/role-keys'
import type { SealingRole } from '#shared/people/roles'
import { formOf } from '#shared/testing/scenario'
import { keyIdOf, makeRoleKey } from '../desk/account/role-key.ts'
import { sealAnswers } from '../storage/vault/seal-answers.ts'

export interface SealedFor {
	/** Recovery words of the secret key, which decrypt the answers. */
	readonly words: string
	/** The key as the server lists it. */
	readonly key: RoleKeyListItem
	/** Answers by path, as the server has them; the answers of sealed questions are sealed. */
	readonly answers: Readonly<Record<string, Answer>>
}

/** Seals answers of a form, as a phone does, to a new key of a role. */
export async function sealFor(
	role: SealingRole,
	lines: string,
	record: string,
	answers: Readonly<Record<string, Answer>>,
): Promise<SealedFor> {
	const compiled = compileForm(formOf(lines), allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const { words, key } = await makeRoleKey()
	const keys = new Map([[role, key.publicKey]])
	const sealed = await sealAnswers(compiled.form, record, new Map(Object.entries(answers)), keys)
	return {
		words,
		key: {
			id: keyIdOf(key.publicKey),
			publicKey: key.publicKey,
			wrapped: key.wrapped,
			since: '2026-01-01T05:00:00.000Z',
			by: 'Sadia',
			state: 'current',
			isOwn: false,
		},
		answers: Object.fromEntries(sealed) as Record<string, Answer>,
	}
}
