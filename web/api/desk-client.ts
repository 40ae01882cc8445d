import * as z from 'zod/mini'
import {
	type AudioKey,
	type AudioListItem,
	audioListItemSchema,
	type ConfirmAudioRequest,
} from '#shared/audio/audio-api'
import {
	type ExportCount,
	exportCountSchema,
	type IdentifyingCount,
	identifyingCountSchema,
} from '#shared/export/export-count'
import type { FormAssignment } from '#shared/forms/form-assignment'
import type { FormAvailability, FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import {
	type AuditPage,
	type AuditQuery,
	type AuditVerification,
	auditPageSchema,
	auditVerificationSchema,
} from '#shared/people/audit-log'
import { type DiskRoom, diskRoomSchema } from '#shared/people/disk-room'
import {
	type AddedPerson,
	addedPersonSchema,
	type Invitation,
	invitationSchema,
	type NewPerson,
	type Person,
	type PersonListItem,
	personListItemSchema,
	personSchema,
} from '#shared/people/people'
import {
	type ImportPeopleResponse,
	importPeopleResponseSchema,
	type NewPeople,
} from '#shared/people/people-file'
import { canReadRecords, type Role } from '#shared/people/roles'
import { type SessionListItem, sessionListItemSchema } from '#shared/people/sessions'
import {
	backupCodesSchema,
	type Reauthentication,
	type TwoFactorStatus,
	totpSecretSchema,
	twoFactorStatusSchema,
} from '#shared/people/two-factor'
import {
	type ErasureListItem,
	type ErasureLookupResponse,
	type ErasureReason,
	erasureListItemSchema,
	erasureLookupResponseSchema,
	type Retention,
	retentionSchema,
} from '#shared/privacy/erasure'
import { type BulkResult, type BulkReviewRequest, bulkResultSchema } from '#shared/review/bulk-review'
import {
	type QuarantineDecisionRequest,
	type QuarantineListResponse,
	quarantineListResponseSchema,
} from '#shared/review/quarantine'
import {
	type QueueFacets,
	queueFacetsSchema,
	type RecordNeighboursResponse,
	type RecordQuery,
	recordListSchema,
	recordNeighboursResponseSchema,
	waitingCountSchema,
} from '#shared/review/record-list'
import { type Decision, type RecordDetail, recordDetailSchema } from '#shared/review/record-response'
import {
	type RevealIdentifierResponse,
	revealIdentifierResponseSchema,
} from '#shared/review/reveal-identifier'
import type { ReviewAction } from '#shared/review/review-action'
import { clockReplySchema } from '#shared/revisions/clock-state'
import { type StudyResponse, studyResponseSchema } from '#shared/study/deployments'
import { type DeviceListItem, deviceListItemSchema } from '#shared/sync/device-list'
import { type Restoration, restorationSchema } from '#shared/sync/restoration'
import {
	type FormVersionListItem,
	formVersionSchema,
	type NewForm,
	newFormAssignmentSchema,
	newFormStateSchema,
	type Published,
	publishedSchema,
} from '#shared/xlsform/forms-api'
import { read } from './read-reply.ts'
import { searchOf } from './search-of.ts'
import { getJson, postJson, sendDelete } from './server-client.ts'

/* Requests of the desk. */

export const fetchCurrentPerson = (): Promise<Person> => read(personSchema, getJson('/api/me'))
/** Downloads a file. Checks the session first, so that an error page is not saved as a file. */
export async function saveFrom(address: string): Promise<void> {
	await fetchCurrentPerson()
	const link = document.createElement('a')
	link.href = address
	// `download` prevents an error page from replacing this one
	link.download = ''
	link.click()
}
/** `twoFactorCode`: a code of the authenticator app or a backup code; '' until it is requested. */
export const signIn = (code: string, password: string, twoFactorCode: string): Promise<Person> =>
	read(personSchema, postJson('/api/sign-in', { code, password, twoFactorCode }))
export const sessions = (): Promise<SessionListItem[]> =>
	read(z.array(sessionListItemSchema), getJson('/api/sessions'))
export const endSessions = async (id?: string): Promise<void> => {
	await postJson('/api/sessions/end', id === undefined ? {} : { id })
}
export const changePassword = async (now: string, next: string): Promise<void> => {
	await postJson('/api/password', { now, next })
}
export const loadTwoFactorStatus = (): Promise<TwoFactorStatus> =>
	read(twoFactorStatusSchema, getJson('/api/two-factor'))
export const createTwoFactorSecret = async (): Promise<string> =>
	(await read(totpSecretSchema, postJson('/api/two-factor/secret', {}))).secret
/** Turns on two-factor authentication and returns the backup codes. */
export const enableTwoFactor = async (
	given: Reauthentication & { readonly secret: string },
): Promise<string[]> => (await read(backupCodesSchema, postJson('/api/two-factor/enable', given))).codes
export const stepUp = async (proof: Reauthentication): Promise<void> => {
	await postJson('/api/step-up', proof)
}
export const disableTwoFactor = async (proof: Reauthentication): Promise<void> => {
	await postJson('/api/two-factor/disable', proof)
}
export const createBackupCodes = async (proof: Reauthentication): Promise<string[]> =>
	(await read(backupCodesSchema, postJson('/api/two-factor/backup-codes', proof))).codes
/** Decrypts one identifying answer on the server, which writes it to the audit log. */
export const showIdentifier = (record: string, question: string): Promise<RevealIdentifierResponse> =>
	read(revealIdentifierResponseSchema, postJson(`/api/records/${record}/identifiers/reveal`, { question }))
/** Returns the audit log of the own role. `before`: only entries below this number. */
export const ownRoleLog = (before?: number): Promise<AuditPage> =>
	read(auditPageSchema, getJson(`/api/audit-log/own-role?${searchOf({ before })}`))
export const signInWithCode = (invitation: string, password: string): Promise<Person> =>
	read(personSchema, postJson('/api/sign-in-with-code', { invitation, password }))
export const signOut = (): Promise<unknown> => postJson('/api/sign-out', {})

export const fetchStudy = (): Promise<StudyResponse> => read(studyResponseSchema, getJson('/api/study'))

export const people = (): Promise<PersonListItem[]> =>
	read(z.array(personListItemSchema), getJson('/api/people'))
export const addPerson = (person: NewPerson): Promise<AddedPerson> =>
	read(addedPersonSchema, postJson('/api/people', person))
export const importPeople = (fresh: NewPeople): Promise<ImportPeopleResponse> =>
	read(importPeopleResponseSchema, postJson('/api/people/import', fresh))
export const inviteAll = (people: readonly string[]): Promise<Invitation[]> =>
	read(z.array(invitationSchema), postJson('/api/people/invitations', { people }))
export const invite = (id: string): Promise<Invitation> =>
	read(invitationSchema, postJson(`/api/people/${id}/invitations`, {}))
export const setPersonActivation = (id: string, isActive: boolean): Promise<unknown> =>
	postJson(`/api/people/${encodeURIComponent(id)}/activation`, { isActive })

export const phones = (): Promise<DeviceListItem[]> =>
	read(z.array(deviceListItemSchema), getJson('/api/devices'))
/** `withCopies`: also deactivates the devices that replaced this enrolment. */
export const setDeviceActivation = (id: string, isActive: boolean, withCopies = false): Promise<unknown> =>
	postJson(`/api/devices/${encodeURIComponent(id)}/activation`, { isActive, withCopies })

export const records = (query: RecordQuery): Promise<z.infer<typeof recordListSchema>> =>
	read(recordListSchema, getJson(`/api/records?${searchOf(query)}`))
export const record = (id: string): Promise<RecordDetail> =>
	read(recordDetailSchema, getJson(`/api/records/${encodeURIComponent(id)}`))
/** URL of a record's attachment, for the browser itself, which sends the session cookie. */
export const attachmentAddress = (record: string, attachment: string): string =>
	`/api/records/${encodeURIComponent(record)}/attachments/${encodeURIComponent(attachment)}`
export const decide = (id: string, decision: Decision): Promise<unknown> =>
	postJson(`/api/records/${encodeURIComponent(id)}/conflicts`, decision)
export const sendReviewAction = (id: string, move: ReviewAction): Promise<unknown> =>
	postJson(`/api/records/${encodeURIComponent(id)}/review`, move)
/** Reviews several records at once, without opening them. */
export const sendBulkReview = (moves: BulkReviewRequest): Promise<BulkResult> =>
	read(bulkResultSchema, postJson('/api/review/bulk', moves))
export const waitingCount = (): Promise<z.infer<typeof waitingCountSchema>> =>
	read(waitingCountSchema, getJson('/api/review/count'))
export const queueFacets = (query: RecordQuery): Promise<QueueFacets> =>
	read(queueFacetsSchema, getJson(`/api/review/facets?${searchOf(query)}`))
/** Returns the position of a record in a list, with its neighbours. */
export const fetchRecordNeighbours = (id: string, query: RecordQuery): Promise<RecordNeighboursResponse> =>
	read(
		recordNeighboursResponseSchema,
		getJson(`/api/records/${encodeURIComponent(id)}/neighbours?${searchOf(query)}`),
	)
export const fetchQuarantine = (): Promise<QuarantineListResponse> =>
	read(quarantineListResponseSchema, getJson('/api/quarantine'))
export const decideQuarantine = (decision: QuarantineDecisionRequest): Promise<unknown> =>
	postJson('/api/quarantine/decisions', decision)

/** `code`: from the card of a respondent. */
export const findErasableRecords = (code: string): Promise<ErasureLookupResponse> =>
	read(erasureLookupResponseSchema, getJson(`/api/withdrawals?${searchOf({ code })}`))
export const personsDataAddress = (record: string, language: string): string =>
	`/api/records/${encodeURIComponent(record)}/person-data?${searchOf({ language })}`
export const diskRoom = (): Promise<DiskRoom> => read(diskRoomSchema, getJson('/api/disk'))
export const clockState = () => read(clockReplySchema, getJson('/api/clock'))
export const confirmClock = (seen: string): Promise<unknown> => postJson('/api/clock', { seen })
export const retention = (): Promise<Retention> => read(retentionSchema, getJson('/api/retention'))
export const eraseRecord = (
	record: string,
	given: { readonly code: string; readonly reason: ErasureReason },
): Promise<unknown> => postJson(`/api/records/${encodeURIComponent(record)}/erase`, given)
export const fetchErasures = (): Promise<ErasureListItem[]> =>
	read(z.array(erasureListItemSchema), getJson('/api/erasures'))
export const erasureListUrl = '/api/erasures/file'

export const restoration = (): Promise<Restoration | null> =>
	read(z.nullable(restorationSchema), getJson('/api/restoration'))

/** `before`: number of the last entry already shown. */
export const fetchAuditLog = (query: AuditQuery & { readonly before?: number }): Promise<AuditPage> =>
	read(auditPageSchema, getJson(`/api/audit-log?${searchOf(query)}`))
export const buildAuditLogUrl = (query: AuditQuery): string => `/api/audit-log/export?${searchOf(query)}`
export const checkAccessLog = (): Promise<AuditVerification> =>
	read(auditVerificationSchema, getJson('/api/audit-log/verification'))

export const formVersions = (): Promise<FormVersionListItem[]> =>
	read(z.array(formVersionSchema), getJson('/api/form-versions'))
export const publishForm = (form: NewForm): Promise<Published> =>
	read(publishedSchema, postJson('/api/forms', form))
export const setFormState = (id: string, state: FormAvailability): Promise<unknown> =>
	read(newFormStateSchema, postJson(`/api/forms/${encodeURIComponent(id)}/state`, { state }))
export const assignForm = (id: string, assigned: FormAssignment): Promise<unknown> =>
	read(newFormAssignmentSchema, postJson(`/api/forms/${encodeURIComponent(id)}/assignment`, { assigned }))
export const fetchAudioList = (form: string): Promise<AudioListItem[]> =>
	read(z.array(audioListItemSchema), getJson(`/api/forms/${encodeURIComponent(form)}/audio`))
/** URL of an audio file for the browser's player, which sends the session cookie. */
export const buildAudioUrl = (form: string, { language, text }: AudioKey): string =>
	`/api/forms/${encodeURIComponent(form)}/audio/${encodeURIComponent(language)}/${text}`
/** `sound`: the recording, base64. */
export const uploadAudio = (
	form: string,
	recording: AudioKey & { readonly sound: string },
): Promise<unknown> => postJson(`/api/forms/${encodeURIComponent(form)}/audio`, recording)
export const confirmAudio = (form: string, confirmation: ConfirmAudioRequest): Promise<unknown> =>
	postJson(`/api/forms/${encodeURIComponent(form)}/audio/confirm`, confirmation)
export const deleteAudio = (form: string, key: AudioKey): Promise<unknown> =>
	sendDelete(buildAudioUrl(form, key))
export interface FormListItem {
	readonly id: string
	readonly version: number
	readonly definition: FormDefinition
}
/** Not parsed here: the server validated definitions when they were published. */
export const forms = async (): Promise<FormListItem[]> => (await getJson('/api/forms')) as FormListItem[]
/** Returns the forms whose records this role may read. */
export const formsFor = async (role: Role): Promise<FormListItem[]> =>
	(await forms()).filter(({ definition }) => canReadRecords(role, definition.readers ?? null))
/** Null for a form or version that the server does not know: a phone may have sent records of it. */
export async function form(id: string, version: number): Promise<FormDefinition | null> {
	try {
		return (await getJson(`/api/forms/${encodeURIComponent(id)}/${version}`)) as FormDefinition
	} catch (thrown) {
		if (thrown instanceof Problem && thrown.code === 'not-found') return null
		throw thrown
	}
}
export const exportCount = (query: { readonly form: string; readonly round: string }): Promise<ExportCount> =>
	read(exportCountSchema, getJson(`/api/export/count?${searchOf(query)}`))
export const fetchIdentifyingCount = (query: {
	readonly form: string
	readonly round: string
}): Promise<IdentifyingCount> =>
	read(identifyingCountSchema, getJson(`/api/export/identifying?${searchOf(query)}`))
