import { roleKeyDocumentSchema } from '#shared/people/role-keys'
import { isDistrictInScope, type SealingRecipient } from '#shared/people/roles'
import { type FieldContact, fieldContactsDocumentSchema } from '#shared/study/field-contacts'
import { database } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { type RoleKeys, rolesOf } from '../vault/seal-answers.ts'
import { compiledForm, currentForms, type FormOnPhone, openDocument, personOnPhone } from './documents.ts'

/** Returns the public keys that answers are sealed to, by role, as the office published them last. */
export async function roleKeysOnPhone(vaultSession: VaultSession): Promise<RoleKeys> {
	const rows = await (await database()).documents
		.where({ device: vaultSession.device, kind: 'role-key' })
		.toArray()
	const keys = new Map<SealingRecipient, string>()
	for (const row of rows) {
		const found = await openDocument(vaultSession, row, roleKeyDocumentSchema)
		if (found) keys.set(found.role, found.publicKey)
	}
	return keys
}

/** Returns the field contacts for this person's districts and for all districts. */
export async function helpOnPhone(vaultSession: VaultSession): Promise<readonly FieldContact[]> {
	const db = await database()
	const rows = await db.documents.where({ device: vaultSession.device, kind: 'help' }).toArray()
	const { districts } = await personOnPhone(vaultSession)
	const found = await Promise.all(
		rows.map((row) => openDocument(vaultSession, row, fieldContactsDocumentSchema)),
	)
	return found
		.flatMap((document) => document?.entries ?? [])
		.filter(({ district }) => district === null || isDistrictInScope(districts, district))
}

export interface ReportForm extends FormOnPhone {
	/** True if there is a key for everything that the form seals: otherwise a report could never be sent. */
	readonly canBeSealed: boolean
}

/** Returns the forms for reports, which only some roles read. */
export async function reportForms(vaultSession: VaultSession): Promise<ReportForm[]> {
	const [forms, keys] = await Promise.all([currentForms(vaultSession), roleKeysOnPhone(vaultSession)])
	const reports = forms.filter(({ isReport, state }) => isReport && state === 'open')
	return Promise.all(
		reports.map(async (form) => {
			const compiled = await compiledForm(vaultSession, form.id, form.version)
			return {
				...form,
				canBeSealed: compiled !== null && [...rolesOf(compiled)].every((role) => keys.has(role)),
			}
		}),
	)
}
