import { useEffect } from 'react'
import { accountApi } from '#shared/api/account'
import { apiKeyApi } from '#shared/api/api-keys'
import { backCheckApi } from '#shared/api/back-checks'
import { coverageApi } from '#shared/api/coverage'
import { exportJobApi } from '#shared/api/exports'
import { formApi } from '#shared/api/forms'
import { messageApi } from '#shared/api/messages'
import { peopleApi } from '#shared/api/people'
import { privacyApi } from '#shared/api/privacy'
import { quarantineApi, recordApi } from '#shared/api/records'
import { releaseApi } from '#shared/api/releases'
import { resultApi } from '#shared/api/results'
import type { ApiRoute } from '#shared/api/route'
import { sampleApi } from '#shared/api/sample'
import { studyApi } from '#shared/api/study'
import { tableApi } from '#shared/api/table'
import { transcriptApi } from '#shared/api/transcripts'
import { subscribeToWrites } from '../../api/call-route.ts'
import { type TextKey, useTranslations } from '../../ui/i18n.ts'
import { showToast } from '../kit/toast.tsx'

type Body = Readonly<Record<string, unknown>>
type Confirmation = TextKey | ((body: Body) => TextKey | null)

/** An approval is confirmed by the bar that can undo it, a resolved conflict with what comes next. */
const reviewConfirmations: Readonly<Record<string, TextKey>> = {
	return: 'desk.done.returned',
	reassign: 'desk.done.returned',
	'reverse-late-decision': 'desk.done.saved',
}

/**
 * Confirmations of changes at the desk, by route. Changes that confirm themselves (with “Undo”, with a number, or
 * where they were made) are not in the list.
 */
const confirmations = new Map<ApiRoute, Confirmation>([
	[recordApi.review, ({ kind }) => reviewConfirmations[String(kind)] ?? null],
	[quarantineApi.decide, 'desk.done.quarantineDecided'],
	[messageApi.send, ({ text }) => (isEmpty(text) ? 'desk.done.messageRemoved' : 'desk.done.messageSent')],
	[messageApi.saveFieldContacts, 'desk.done.contactsSaved'],
	[backCheckApi.assign, 'desk.done.backCheckAssigned'],
	[sampleApi.import, 'desk.done.sampleImported'],
	[sampleApi.importListingDraw, 'desk.done.sampleImported'],
	[coverageApi.importBoundaries, 'desk.done.boundariesImported'],
	[peopleApi.add, 'desk.done.personAdded'],
	[peopleApi.importList, 'desk.done.peopleSaved'],
	[peopleApi.setActive, ({ isActive }) => (isActive ? 'desk.done.activated' : 'desk.done.deactivated')],
	[peopleApi.setDeviceActive, ({ isActive }) => (isActive ? 'desk.done.activated' : 'desk.done.deactivated')],
	[studyApi.setRoundState, 'desk.done.roundChanged'],
	[studyApi.setTargets, 'desk.done.targetsSaved'],
	[studyApi.setFieldworkDates, 'desk.done.datesSaved'],
	[formApi.publish, 'desk.done.formPublished'],
	[formApi.setState, 'desk.done.formChanged'],
	[exportJobApi.create, 'desk.done.exportStarted'],
	[exportJobApi.cancel, 'desk.done.exportCancelled'],
	[releaseApi.create, 'desk.done.releaseCreated'],
	[releaseApi.supersede, 'desk.done.releaseSuperseded'],
	[resultApi.saveIndicator, 'desk.done.saved'],
	[transcriptApi.saveTheme, 'desk.done.saved'],
	[tableApi.saveView, 'desk.done.viewSaved'],
	[tableApi.removeView, 'desk.done.viewDeleted'],
	[apiKeyApi.revoke, 'desk.done.keyRevoked'],
	[privacyApi.erase, 'desk.done.erased'],
	[accountApi.changePassword, 'desk.done.passwordChanged'],
	[accountApi.endSessions, 'desk.done.sessionsEnded'],
])

const isEmpty = (value: unknown): boolean =>
	typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Confirms each change that a user makes at the desk. */
export function useWriteConfirmations(): void {
	const { t } = useTranslations()
	useEffect(
		() =>
			subscribeToWrites((route, { body = {} }) => {
				const found = confirmations.get(route)
				const key = typeof found === 'function' ? found(body as Body) : found
				if (key) showToast(t(key))
			}),
		[t],
	)
}
