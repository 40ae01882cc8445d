import { readFile } from 'node:fs/promises'
import { readDistricts } from '#shared/study/district-list'
import type { Sheet } from '#shared/xlsform/sheets'
import { password } from '../walks/people.ts'
import type { ZilaServer } from '../walks/zila-server.ts'

/** Sends a POST request to the server, as the desk does. */
export type Post = (path: string, body: unknown) => Promise<Record<string, unknown>>

const json = { 'content-type': 'application/json' }

/** Signs in at the desk with an enrolment code and returns the session cookie. */
export async function cookieOf(url: string, code: string): Promise<string> {
	const session = await fetch(`${url}/api/sign-in-with-code`, {
		method: 'POST',
		headers: json,
		body: JSON.stringify({ invitation: code, password }),
	})
	if (!session.ok) throw new Error(`signing in: ${session.status} ${await session.text()}`)
	return session.headers.get('set-cookie')?.split(';')[0] ?? ''
}

export function postAs(url: string, cookie: string): Post {
	const send = (path: string, body: unknown) =>
		fetch(url + path, { method: 'POST', headers: { ...json, cookie }, body: JSON.stringify(body) })
	return async (path, body) => {
		let reply = await send(path, body)
		// a bench takes longer than a step-up lasts
		if (reply.status === 401 && (await send('/api/step-up', { password, code: '' })).ok)
			reply = await send(path, body)
		if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
		return (await reply.json()) as Record<string, unknown>
	}
}

/** Signs in as the first administrator. */
export const administratorOf = async (server: ZilaServer): Promise<Post> =>
	postAs(server.url, await cookieOf(server.url, server.administratorCode))

export const allDistricts = async () =>
	readDistricts(await readFile('shared/study/pakistan-2023/districts.csv', 'utf8'))

export interface Invited {
	readonly person: string
	/** Enrolment code for enrolling a phone. */
	readonly code: string
}

/** Creates an enumerator of one of the districts. */
export async function inviteEnumerator(post: Post, number: number, language = 'en'): Promise<Invited> {
	const districts = await allDistricts()
	const { code, person } = await post('/api/people', {
		name: `Bench ${number}`,
		code: `bench-${number}`,
		role: 'enumerator',
		districts: [districts[number % districts.length]?.code ?? ''],
		language,
	})
	return { person: (person as { id: string }).id, code: String(code) }
}

export async function publish(post: Post, sheets: readonly Sheet[]): Promise<void> {
	await post('/api/forms', { name: '', sheets })
}
