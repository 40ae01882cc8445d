import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FormDefinition } from '#shared/forms/form-definition'
import { type Bytes, fromBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { readDistricts } from '#shared/study/district-list'
import { defaultRounds, type Study } from '#shared/study/study'
import { buildStudyLists } from '#shared/study/study-lists'
import { bundleType } from '#shared/sync/protocol'
import { FakeServer } from '#shared/testing/fake-server'
import { importForm } from '#shared/xlsform/import-form'
import { readMarkdown } from '#shared/xlsform/sheets'
import { saveEnrolment, type VaultSession } from '../../web/storage/enrolment/enrolments.ts'
import { createSigningKey } from '../../web/storage/vault/vault.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))
const districts = readDistricts(readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8'))
const study: Study = { project: 'test', offsetMinutes: 300, districts, rounds: [...defaultRounds] }

/** The household survey with an unsealed telephone number: sealing has tests with forms of their own. */
export const household: FormDefinition = (() => {
	const text = readFileSync('shared/study/pakistan-2023/household.md', 'utf8')
	const sheets = readMarkdown(text.replace('| identifiers |', '| |'))
	const { definition } = importForm(sheets, { files: buildStudyLists(study) })
	if (!definition) throw new Error('the household survey cannot be imported')
	return definition
})()

/** A fake server with the household survey. */
export function serverWithForm(): FakeServer {
	const server = new FakeServer(random)
	server.publish({ kind: 'campaign', ref: 'test', body: study })
	server.publish({
		kind: 'form',
		ref: 'household@1',
		body: { id: 'household', version: 1, isCurrent: true, definition: household },
	})
	return server
}

/** Signs in a user on this (one and only) phone. The same user again is a second phone of theirs. */
export async function unlockedAt(server: FakeServer, person = randomId(random)): Promise<VaultSession> {
	const { signingKey, publicKey } = await createSigningKey()
	const device = server.enrol(person, fromBase64url(publicKey), 'Amina')
	return saveEnrolment(
		{
			device,
			project: server.project,
			person: {
				id: person,
				name: 'Amina',
				code: 'amina',
				role: 'enumerator',
				districts: ['PK607'],
				demonstration: false,
			},
			language: 'en',
			sealingKey: await server.sealingKey(),
		},
		signingKey,
		'482915',
	)
}

export type Line = (body: Bytes) => Promise<Response>

/** A connection that works. */
export const goodLine =
	(server: FakeServer): Line =>
	async (body) => {
		try {
			return new Response(await server.post(body), { headers: { 'content-type': bundleType } })
		} catch (thrown) {
			if (!(thrown instanceof Problem)) throw thrown
			return Response.json(thrown.toJSON(), { status: thrown.status })
		}
	}

/** Sends all requests over this connection from now on. */
export function connect(line: Line): void {
	globalThis.fetch = async (_input, init) => line(new Uint8Array(init?.body as ArrayBuffer))
}
