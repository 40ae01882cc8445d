import { act, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { FormDefinition } from '#shared/forms/form-definition'
import { defaultRounds, type Study } from '#shared/study/study'
import { FakeServer } from '#shared/testing/fake-server'
import { database } from '../../storage/database/database.ts'
import { requestPersistence } from '../../storage/database/persistence.ts'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { beginDraft, listDrafts, saveDraftSummary } from '../../storage/drafts/drafts.ts'
import { compiledForm } from '../../storage/records/documents.ts'
import { finishDraft, finishRecord, listRecord, saveInDraft } from '../../testing/records.ts'
import { ownForm } from '../../testing/render-draft.tsx'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { savePractised } from '../practice/practised.ts'
import { HomeScreen } from './home-screen.tsx'

beforeEach(preparePhone)

const survey = { id: 'household', ver: 1 }
/** The tab with the forms to start. */
const newTab = { path: '/new' } as const
/** The tab with all drafts and records. */
const recordsTab = { path: '/records' } as const
const form = (over: Partial<FormDefinition>) => ({
	...ownForm('type | name | label\ntext | who | Who'),
	...over,
})
const publish = (server: FakeServer, definition: FormDefinition, over: object = {}) =>
	server.publish({
		kind: 'form',
		ref: `${definition.id}@1`,
		body: { id: definition.id, version: 1, isCurrent: true, definition, ...over },
	})
const button = (name: string | RegExp) => screen.findByRole('button', { name })
const section = async (key: Parameters<typeof text>[0]) =>
	within(await screen.findByRole('region', { name: new RegExp(`^${text(key)}`) }))
const hrefs = (list: Awaited<ReturnType<typeof section>>) =>
	list.getAllByRole('link').map((each) => each.getAttribute('href'))

test('the first screen leads a new user to practice and to the forms', async () => {
	const { user, calls } = await renderPhone(<HomeScreen />)
	expect(await screen.findByRole('link', { name: new RegExp(text('home.practice')) })).toHaveAttribute(
		'href',
		'/practice',
	)
	expect(screen.getByRole('heading', { level: 1, name: text('home.tab.today') })).toBeVisible()
	expect(screen.getByText('Amina')).toBeVisible()
	await user.click(screen.getByRole('link', { name: text('home.startForm') }))
	expect(await button(/^Household survey/)).toBeVisible()
	expect(screen.getByRole('link', { name: text('home.tab.new') })).toHaveAttribute('aria-current', 'page')
	await user.click(screen.getByRole('button', { name: text('app.hideScreen') }))
	await user.click(screen.getByRole('button', { name: text('home.menu') }))
	await user.click(await button(text('home.lock')))
	expect(calls).toEqual(['hide', 'lock'])
})

test('practice is offered until it was finished once', async () => {
	const { vaultSession } = await renderPhone(<HomeScreen />)
	await screen.findByRole('link', { name: new RegExp(text('home.practice')) })
	await savePractised(vaultSession.device)
	await waitFor(() =>
		expect(screen.queryByRole('link', { name: new RegExp(text('home.practice')) })).toBeNull(),
	)
})

test('each form has a line that says when to use it', async () => {
	await renderPhone(<HomeScreen />, newTab)
	expect(await button(/^Household survey/)).toHaveTextContent(text('home.formHelp.household'))
})

test('a started form opens', async () => {
	const { user, vaultSession } = await renderPhone(<HomeScreen />, newTab)
	await user.click(await button(/^Household survey/))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	const [draft] = await listDrafts(vaultSession)
	expect(location.pathname).toBe(`/fill/${draft?.id}`)
	expect(draft?.form).toEqual(survey)
})

test('an idle phone compiles the forms before one is tapped, the survey first', async () => {
	const idleCallbacks: (() => void)[] = []
	vi.stubGlobal('requestIdleCallback', (then: () => void) => idleCallbacks.push(then))
	const { vaultSession } = await renderPhone(<HomeScreen />, {
		async given({ server, sync }) {
			publish(server, form({ id: 'a-listing' }))
			await sync()
		},
	})
	await waitFor(() => expect(idleCallbacks).toHaveLength(1))
	idleCallbacks[0]?.()
	// the second form waits for the next idle moment: the first one is compiled
	await waitFor(() => expect(idleCallbacks).toHaveLength(2))
	await (await database()).documents.where({ device: vaultSession.device, kind: 'form' }).delete()
	expect((await compiledForm(vaultSession, survey.id, survey.ver))?.definition.id).toBe(survey.id)
})

test('the survey comes first, whatever its name, and a paused form is disabled', async () => {
	await renderPhone(<HomeScreen />, {
		...newTab,
		async given({ server, sync }) {
			publish(server, form({ id: 'a-listing', title: { en: 'A listing' } }), { state: 'paused' })
			publish(server, form({ id: 'gone', title: { en: 'Retired' } }), { state: 'retired' })
			await sync()
		},
	})
	const begin = await section('home.startForm')
	const names = begin.getAllByRole('button').map((each) => each.querySelector('b')?.textContent)
	expect(names).toEqual(['Household survey', 'A listing'])
	const paused = begin.getByRole('button', { name: /^A listing/ })
	expect(paused).toBeDisabled()
	expect(paused).toHaveTextContent(text('home.formPaused'))
})

test('a form assigned to others is not offered, and is again once assigned', async () => {
	const publishAssignment = (server: FakeServer, isAssigned: boolean) =>
		server.publish({ kind: 'form-assignment', ref: 'pilot', body: { isAssigned } })
	const { server, sync } = await renderPhone(<HomeScreen />, {
		...newTab,
		async given({ server, sync }) {
			publish(server, form({ id: 'pilot', title: { en: 'Pilot' } }))
			publishAssignment(server, false)
			await sync()
		},
	})
	await button(/^Household survey/)
	expect(screen.queryByRole('button', { name: 'Pilot' })).toBeNull()
	publishAssignment(server, true)
	await sync()
	await button(/^Pilot/)
})

test('reports with restricted readers are not among the daily forms', async () => {
	await renderPhone(<HomeScreen />, {
		...newTab,
		async given({ server, sync }) {
			publish(server, form({ title: { en: 'Incident' }, readers: ['safeguarding-lead'] }))
			await sync()
		},
	})
	await button(/^Household survey/)
	expect(screen.queryByRole('button', { name: 'Incident' })).toBeNull()
})

test('a phone without forms says what to do', async () => {
	const server = new FakeServer((length) => crypto.getRandomValues(new Uint8Array(length)))
	await renderPhone(<HomeScreen />, { server })
	expect(await screen.findByText(text('home.noForms'))).toBeVisible()
})

const closed = { rounds: defaultRounds.map((round) => ({ ...round, state: 'closed' as const })) }
const publishStudy = (server: FakeServer, over: Partial<Study>) =>
	server.publish({
		kind: 'campaign',
		ref: 'test',
		body: { project: 'test', offsetMinutes: 300, districts: [], rounds: [...defaultRounds], ...over },
	})

test('without an open round nothing can be started, and the reason is shown', async () => {
	await renderPhone(<HomeScreen />, {
		...newTab,
		async given({ server, sync }) {
			publishStudy(server, closed)
			await sync()
		},
	})
	expect(await screen.findByText(text('home.noOpenRound'))).toBeVisible()
	expect(screen.queryByRole('button', { name: /^Household survey/ })).toBeNull()
})

test('between two rounds an operator still has forms and call-backs', async () => {
	const { user } = await renderPhone(<HomeScreen />, {
		...newTab,
		person: { role: 'helpline-operator' },
		async given({ server, sync }) {
			publishStudy(server, closed)
			publish(server, form({ title: { en: 'Call' }, filledBy: ['helpline-operator'] }))
			await sync()
			globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'))
		},
	})
	expect(await button(/^Call/)).toBeEnabled()
	await user.click(screen.getByRole('link', { name: text('home.tab.today') }))
	expect(await screen.findByRole('link', { name: new RegExp(text('home.callBacks')) })).toHaveAttribute(
		'href',
		'/call-backs',
	)
})

test('an enumerator has no call-backs', async () => {
	await renderPhone(<HomeScreen />)
	await screen.findByRole('link', { name: text('home.startForm') })
	expect(screen.queryByRole('link', { name: new RegExp(text('home.callBacks')) })).toBeNull()
})

test('drafts can be continued, listed by name, including corrections', async () => {
	const { vaultSession } = await renderPhone(<HomeScreen />, {
		async given({ vaultSession: at }) {
			await beginDraft(at, survey)
			const record = await finishRecord(at, survey, { 'd_about/about_1/age': 30 })
			await beginCorrection(at, record)
			const [draft] = (await listDrafts(at)).filter(({ isCorrection }) => !isCorrection)
			if (draft) await saveDraftSummary(at, draft.id, { ...draft, name: 'PK607-03 / 7' })
		},
	})
	const drafts = await section('home.drafts')
	expect(drafts.getByRole('link', { name: /PK607-03 \/ 7/ })).toHaveTextContent(text('recordStatus.draft'))
	expect(drafts.getByRole('link', { name: new RegExp(text('home.untitledRecord')) })).toHaveTextContent(
		text('recordStatus.correction'),
	)
	expect(hrefs(drafts).sort()).toEqual((await listDrafts(vaultSession)).map(({ id }) => `/fill/${id}`).sort())
})

test('a draft that the phone can no longer read is listed without a link', async () => {
	await renderPhone(<HomeScreen />, {
		async given({ vaultSession }) {
			const draft = await beginDraft(vaultSession, survey)
			const db = await database()
			const row = await db.drafts.get(draft)
			if (row) await db.drafts.put({ ...row, box: new ArrayBuffer(32) })
		},
	})
	const drafts = await section('home.drafts')
	expect(drafts.getByText(text('recordStatus.refused'))).toBeVisible()
	expect(drafts.queryByRole('link')).toBeNull()
})

test('records are filtered by status, with their counts, and the unsent count is in the bar', async () => {
	const { user } = await renderPhone(<HomeScreen />, {
		...recordsTab,
		async given({ vaultSession, sync }) {
			await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 30 })
			await sync()
			await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 31 })
			await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 32 })
		},
	})
	const rows = () => screen.getAllByRole('link').filter((each) => each.matches('.row'))
	await user.click(await button(`${text('records.filterBy.unsent')} 2`))
	expect(rows()).toHaveLength(2)
	await user.click(await button(`${text('records.filterBy.sent')} 1`))
	expect(rows()).toHaveLength(1)
	await user.click(await button(`${text('records.filterBy.all')} 3`))
	expect(rows()).toHaveLength(3)
	expect(screen.getByRole('link', { name: text('home.unsentCount', { count: 2 }) })).toHaveAttribute(
		'href',
		'/send',
	)
})

test('when everything is sent, the bar says since when; without a network it says offline', async () => {
	await renderPhone(<HomeScreen />)
	expect(
		await screen.findByRole('link', { name: new RegExp(`^${text('home.syncLink')}: All sent`) }),
	).toBeVisible()
	Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
	act(() => void dispatchEvent(new Event('offline')))
	expect(await screen.findByText(text('home.chipOffline'))).toBeVisible()
})

test('a new record appears automatically when stored', async () => {
	const { vaultSession } = await renderPhone(<HomeScreen />, recordsTab)
	expect(await screen.findByText(text('records.empty'))).toBeVisible()
	await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 30 })
	expect(await button(`${text('records.filterBy.unsent')} 1`)).toBeVisible()
})

test('a sent report is in no list any more', async () => {
	await renderPhone(<HomeScreen />, {
		...recordsTab,
		async given({ vaultSession, server, sync }) {
			publish(server, form({ id: 'incident', title: { en: 'Incident' }, readers: ['safeguarding-lead'] }))
			await sync()
			await listRecord(vaultSession, 'gone', { form: { id: 'incident', ver: 1 }, name: 'Something' })
			await listRecord(vaultSession, 'usual', { name: 'House 4' })
		},
	})
	expect(await button(`${text('records.filterBy.all')} 1`)).toBeVisible()
	expect(screen.getByRole('link', { name: /House 4/ })).toHaveAttribute('href', '/record/usual')
})

test('a draft of the user’s other phone can be continued', async () => {
	const { user, vaultSession } = await renderPhone(<HomeScreen />, {
		async given({ vaultSession: at }) {
			const draft = await beginDraft(at, survey)
			await saveInDraft(at, draft, { 'd_about/about_1/age': 30 })
			const record = await finishDraft(at, draft, survey)
			await listRecord(at, record, { status: 'draft', name: 'House 4' })
		},
	})
	await user.click(await button(/House 4/))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	const [draft] = await listDrafts(vaultSession)
	expect(draft).toBeDefined()
	// from then on it is a draft of this phone
	await waitFor(async () => expect(hrefs(await section('home.drafts'))).toEqual([`/fill/${draft?.id}`]))
	expect(screen.queryByRole('button', { name: /House 4/ })).toBeNull()
})

test('with a sample, household interviews start from it only', async () => {
	const { user } = await renderPhone(<HomeScreen />, {
		async given({ vaultSession, server, sync }) {
			const line = { household: 12, line: 12, selection: 0.5 }
			const body = { round: 'endline', cluster: 'PK607-03', area: 'rural', lines: [line] }
			server.publish({ kind: 'sample', ref: 'sample:endline:PK607-03:amina', body })
			await sync()
			const work = {
				round: 'endline',
				cluster: 'PK607-03',
				household: 12,
				visit: 1,
				appointment: '',
				isVisited: true,
				comesBack: false,
				result: '',
				replaces: null,
			}
			await beginDraft(vaultSession, survey, { work })
		},
	})
	const drafts = await section('home.drafts')
	expect(drafts.getAllByRole('link')).toHaveLength(1)
	await user.click(screen.getByRole('link', { name: text('home.tab.new') }))
	const household = await screen.findByRole('link', { name: /^Household survey/ })
	expect(household).toHaveAttribute('href', '/households')
	expect(screen.queryByRole('button', { name: /^Household survey/ })).toBeNull()
	await user.click(household)
	expect(await screen.findByText(text('dayPlan.status.begun'))).toBeVisible()
})

test('back-checks of the round are listed, and those of another are not', async () => {
	await renderPhone(<HomeScreen />, {
		async given({ server, sync }) {
			for (const [round, household] of [
				['endline', 12],
				['baseline', 13],
			] as const)
				server.publish({
					kind: 'back-checks',
					ref: `back-checks:${round}`,
					body: { round, checks: [{ cluster: 'PK607-03', household, line: household, sex: 'male' }] },
				})
			await sync()
		},
	})
	const checks = await section('backCheckVisits.title')
	expect(checks.getAllByRole('button')).toHaveLength(1)
	expect(checks.getByRole('button')).toHaveTextContent(text('dayPlan.household', { household: 12 }))
})

test('before the browser has answered about persistence nothing starts, and its answer is shown', async () => {
	Object.assign(navigator.storage, { persisted: async () => false, persist: async () => false })
	const { user } = await renderPhone(<HomeScreen />, newTab)
	await screen.findByRole('navigation', { name: text('home.tabs') })
	expect(screen.queryByRole('button', { name: /^Household survey/ })).toBeNull()
	await requestPersistence()
	expect(await button(/^Household survey/)).toBeEnabled()
	await user.click(screen.getByRole('link', { name: text('home.tab.today') }))
	expect(await screen.findByText(text('home.storageNotPersistent'))).toBeVisible()
})

test('an interview that cannot be stored is reported, and it can be tried again', async () => {
	const { user } = await renderPhone(<HomeScreen />, newTab)
	const begin = await button(/^Household survey/)
	const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
		throw new DOMException('disk is full', 'QuotaExceededError')
	})
	await user.click(begin)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-full'))
	expect(location.pathname).toBe('/new')
	add.mockRestore()
	await user.click(begin)
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
})

test('titles of forms are in the app’s language', async () => {
	await renderPhone(<HomeScreen />, {
		...newTab,
		language: 'ur',
	})
	const title = await screen.findByText('گھریلو سروے')
	expect(title).toHaveAttribute('dir', 'rtl')
})

test('a form without the language of the app says which languages it has, before it is started', async () => {
	await renderPhone(<HomeScreen />, {
		...newTab,
		language: 'ur',
		async given({ server, sync }) {
			publish(server, form({ title: { en: 'Visitors' }, languages: [{ tag: 'en', name: 'English' }] }))
			await sync()
		},
	})
	expect(await button(/^Visitors/)).toHaveTextContent('English')
	expect(await button(/^گھریلو سروے/)).not.toHaveTextContent('English')
})
