import type { Answer } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { publishForms } from '../../sync-server/sync/publish-form.ts'
import { type Desk, type ServerForTests, serverForTests } from './desk-server.ts'
import { enrolledPhone, rewritten } from './phone.ts'

/**
 * Starts a server with one form, finished records of it in the round endline, and a data manager at its
 * desk.
 */
export async function recordsOf(
	engine: Parameters<typeof serverForTests>[0],
	form: FormDefinition,
	records: readonly Readonly<Record<string, Answer>>[],
): Promise<{ server: ServerForTests; manager: Desk }> {
	const server = await serverForTests(engine)
	await publishForms(server.store, server.forms, [form], new Date(0).toISOString())
	const manager = await server.desk('data-manager')
	const { phone, post } = await enrolledPhone(server)
	await phone.sync(
		post,
		records.map((answers) =>
			rewritten(phone.edit(phone.newRecord(), { round: 'endline', ...answers }), {
				form: { id: form.id, ver: 1 },
			}),
		),
	)
	return { server, manager }
}
