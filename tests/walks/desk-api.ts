import { type APIRequestContext, type BrowserContext, request } from '@playwright/test'
import type { Invitation, NewPerson } from '#shared/people/people'
import { readMarkdown } from '#shared/xlsform/sheets'

/*
 * What a walk needs before it begins, asked of the real server over the API that the desk uses. Screens that do the same have walks of their own.
 */

export const password = 'several plain words'

async function post<Reply>(api: APIRequestContext, address: string, data: unknown): Promise<Reply> {
	let reply = await api.post(address, { data })
	let text = await reply.text()
	// a code for the desk needs a recent confirmation of identity, and the session may be older
	if (text.includes('"step-up-needed"')) {
		await api.post(`${new URL(address).origin}/api/step-up`, { data: { password, code: '' } })
		reply = await api.post(address, { data })
		text = await reply.text()
	}
	if (!reply.ok()) throw new Error(`POST ${address}: ${reply.status()} ${text}`)
	return (text === '' ? null : JSON.parse(text)) as Reply
}

/**
 * Redeems an enrolment code for the desk and sets `password`. The session is in the cookies of `context`, if
 * one is given.
 */
export async function signInWithCode(
	url: string,
	invitation: string,
	context?: BrowserContext,
): Promise<void> {
	const api = context?.request ?? (await request.newContext())
	await post(api, `${url}/api/sign-in-with-code`, { invitation, password })
	if (!context) await api.dispose()
}

/** Signs in a user who has `password` already. */
export const signInByName = (context: BrowserContext, url: string, code: string): Promise<unknown> =>
	post(context.request, `${url}/api/sign-in`, { code, password, twoFactorCode: '' })

/** Adds a user on behalf of the signed-in user. Returns the enrolment code. */
export async function addPersonByApi(
	context: BrowserContext,
	url: string,
	person: NewPerson,
): Promise<string> {
	const { code } = await post<Invitation>(context.request, `${url}/api/people`, person)
	return code
}

/** Publishes a form from its sheets as Markdown tables. */
export const publishByApi = (
	context: BrowserContext,
	url: string,
	name: string,
	sheets: string,
): Promise<{ id: string; version: number | null }> =>
	post(context.request, `${url}/api/forms`, { name, sheets: readMarkdown(sheets) })

/** Shows and confirms the recovery key: without it no backup counts. Returns the rows of the key. */
export async function saveRecoveryKey(context: BrowserContext, url: string): Promise<string[]> {
	const { rows } = await post<{ rows: string[] }>(context.request, `${url}/api/recovery-key`, {})
	await post(context.request, `${url}/api/recovery-key/verification`, { text: rows.join('\n') })
	return rows
}
