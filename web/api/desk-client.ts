import * as z from 'zod/mini'
import {
	type AudioKey,
	type AudioListItem,
	audioListItemSchema,
	type ConfirmAudioRequest,
} from '#shared/audio/audio-api'
import {
	type Coverage,
	coverageSchema,
	type DistrictPage,
	districtPageSchema,
} from '#shared/coverage/coverage'
import {
	type Charts,
	chartsSchema,
	type InterviewMap,
	interviewMapSchema,
	type LastDay,
} from '#shared/coverage/fieldwork-charts'
import {
	type ExportCount,
	exportCountSchema,
	type IdentifyingCount,
	identifyingCountSchema,
} from '#shared/export/export-count'
import type { FormAssignment } from '#shared/forms/form-assignment'
import type { FormAvailability, FormDefinition } from '#shared/forms/form-definition'
import {
	type FormDecision,
	type FormProposalDefinitions,
	type FormProposalListed,
	formDecidedSchema,
	formProposalSchema,
} from '#shared/forms/form-proposal'
import { Problem } from '#shared/kernel/problem'
import {
	type AuditPage,
	type AuditQuery,
	type AuditVerification,
	auditPageSchema,
	auditVerificationSchema,
} from '#shared/people/audit-log'
import { type DiskRoom, diskRoomSchema } from '#shared/people/disk-room'
import { type LeadApproval, leadApprovalSchema } from '#shared/people/lead-approval'
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
import { type NewRoleKey, type RoleKeyListItem, roleKeyListItemSchema } from '#shared/people/role-keys'
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
import {
	type BackCheckListResponse,
	backCheckListResponseSchema,
} from '#shared/quality/back-check-assignment'
import type { FlagKind, FlagState, ResolveFlag } from '#shared/quality/flags'
import {
	type EnumeratorResponse,
	enumeratorResponseSchema,
	type FlaggedList,
	flaggedListSchema,
	type OperatorAlertsResponse,
	operatorAlertsResponseSchema,
	type QualityAlertsResponse,
	qualityAlertsResponseSchema,
	type RecordFlags,
	recordFlagsSchema,
} from '#shared/quality/quality-api'
import {
	type ChangeLimits,
	type LimitsListed,
	type LimitsPreview,
	limitsListedSchema,
	limitsPreviewSchema,
	type PreviewLimits,
} from '#shared/quality/quality-limits'
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
import {
	type AssignHouseholdsRequest,
	type ImportListingDrawRequest,
	type ImportSampleRequest,
	type SampleResponse,
	type SetClusterAccessRequest,
	sampleResponseSchema,
} from '#shared/sample/sample-api'
import { type Boundaries, boundariesSchema } from '#shared/study/boundaries'
import { type StudyResponse, studyResponseSchema } from '#shared/study/deployments'
import { type FieldContact, fieldContactsDocumentSchema } from '#shared/study/field-contacts'
import { type MessageDocument, messageDocumentSchema, type NewMessage } from '#shared/study/message'
import type { NewTargets, SetRoundStateRequest } from '#shared/study/rounds-and-targets'
import { type DeviceListItem, deviceListItemSchema } from '#shared/sync/device-list'
import {
	type RecoveryState,
	type RecoveryTested,
	recoveryRowsSchema,
	recoveryStateSchema,
	recoveryTestedSchema,
} from '#shared/sync/recovery-key'
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
import { getJson, postJson, sendDelete } from './server-client.ts'

/*
 * Requests of the desk. Every reply is parsed with its schema: a reply of another shape does not come from
 * our server.
 */
export async function read<Schema extends z.ZodMiniType>(
	schema: Schema,
	reply: Promise<unknown>,
): Promise<z.infer<Schema>> {
	const checked = schema.safeParse(await reply)
	if (!checked.success) throw new Problem('not-our-server', {}, checked.error)
	return checked.data as z.infer<Schema>
}

export const searchOf = (query: Readonly<Record<string, string | number | undefined>>): string =>
	new URLSearchParams(
		Object.entries(query).flatMap(([key, value]) =>
			value === undefined || value === '' ? [] : [[key, String(value)]],
		),
	).toString()

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
export const roleKeys = (): Promise<RoleKeyListItem[]> =>
	read(z.array(roleKeyListItemSchema), getJson('/api/role-keys'))
/** Decrypts one identifying answer on the server, which writes it to the audit log. */
export const showIdentifier = (record: string, question: string): Promise<RevealIdentifierResponse> =>
	read(revealIdentifierResponseSchema, postJson(`/api/records/${record}/identifiers/reveal`, { question }))
export const addRoleKey = (key: NewRoleKey): Promise<unknown> => postJson('/api/role-keys', key)
export const decideRoleKey = (id: string, decision: 'confirm' | 'reject'): Promise<unknown> =>
	postJson(`/api/role-keys/${id}/decisions`, { decision })
export const approvalsWaiting = async (): Promise<number> =>
	(await read(z.object({ waiting: z.int() }), getJson('/api/approvals/count'))).waiting
export const leadApprovals = (): Promise<LeadApproval[]> =>
	read(z.array(leadApprovalSchema), getJson('/api/lead-approvals'))
export const decideLeadApproval = (id: string, decision: 'approve' | 'reject'): Promise<unknown> =>
	postJson(`/api/lead-approvals/${id}/decisions`, { decision })
/** Returns the audit log of the own role. `before`: only entries below this number. */
export const ownRoleLog = (before?: number): Promise<AuditPage> =>
	read(auditPageSchema, getJson(`/api/audit-log/own-role?${searchOf({ before })}`))
export const formProposals = (): Promise<FormProposalListed[]> =>
	read(z.array(formProposalSchema), getJson('/api/form-proposals'))
/** Not parsed here: like the definitions of versions, they are compiled where they are used. */
export const formProposal = async (id: string): Promise<FormProposalDefinitions> =>
	(await getJson(`/api/form-proposals/${id}`)) as FormProposalDefinitions
/** Returns the version if this was the last missing approval. */
export const decideFormProposal = async (id: string, decision: FormDecision): Promise<number | null> =>
	(await read(formDecidedSchema, postJson(`/api/form-proposals/${id}/decisions`, decision))).version
export const help = async (): Promise<FieldContact[]> =>
	(await read(fieldContactsDocumentSchema, getJson('/api/field-contacts'))).entries
export const saveFieldContacts = (entries: readonly FieldContact[]): Promise<unknown> =>
	postJson('/api/field-contacts', { entries })
export const messages = (): Promise<MessageDocument[]> =>
	read(z.array(messageDocumentSchema), getJson('/api/messages'))
export const sendMessage = (message: NewMessage): Promise<unknown> => postJson('/api/messages', message)
export const sample = (round: string, district: string): Promise<SampleResponse> =>
	read(sampleResponseSchema, getJson(`/api/sample?${searchOf({ round, district })}`))
export const importSample = (fresh: ImportSampleRequest): Promise<unknown> => postJson('/api/sample', fresh)
export const importListingDraw = (taken: ImportListingDrawRequest): Promise<unknown> =>
	postJson('/api/sample/listing-draws', taken)
export const assignHouseholds = (given: AssignHouseholdsRequest): Promise<unknown> =>
	postJson('/api/sample/assignments', given)
export const setClusterAccess = (move: SetClusterAccessRequest): Promise<unknown> =>
	postJson('/api/sample/cluster-access', move)
export const setRoundState = (move: SetRoundStateRequest): Promise<unknown> => postJson('/api/rounds', move)
export const setLastDay = (set: LastDay): Promise<unknown> => postJson('/api/rounds/fieldwork-end', set)
export const setTargets = (set: NewTargets): Promise<unknown> => postJson('/api/targets', set)
export const fetchBackChecks = (round: string, district: string): Promise<BackCheckListResponse> =>
	read(backCheckListResponseSchema, getJson(`/api/back-checks?${searchOf({ round, district })}`))
export const assignBackCheck = (record: string, person: string | null): Promise<unknown> =>
	postJson(`/api/records/${record}/back-check`, { person })
export const signInWithCode = (invitation: string, password: string): Promise<Person> =>
	read(personSchema, postJson('/api/sign-in-with-code', { invitation, password }))
export const signOut = (): Promise<unknown> => postJson('/api/sign-out', {})

export const fetchStudy = (): Promise<StudyResponse> => read(studyResponseSchema, getJson('/api/study'))
export const coverage = (round: string): Promise<Coverage> =>
	read(coverageSchema, getJson(`/api/coverage?${searchOf({ round })}`))
/** Null if no boundaries were uploaded: districts are shown as tiles then. */
export const fetchBoundaries = (): Promise<Boundaries | null> =>
	read(z.nullable(boundariesSchema), getJson('/api/boundaries'))
export const saveBoundaries = (fresh: Boundaries): Promise<unknown> => postJson('/api/boundaries', fresh)
export const districtPage = (district: string, round: string): Promise<DistrictPage> =>
	read(districtPageSchema, getJson(`/api/coverage/${encodeURIComponent(district)}?${searchOf({ round })}`))

/** `district` absent: all districts in the user's scope. */
export const charts = (round: string, district?: string): Promise<Charts> =>
	read(chartsSchema, getJson(`/api/charts?${searchOf({ round, ...(district ? { district } : {}) })}`))
export const fetchInterviewMap = (district: string, round: string): Promise<InterviewMap> =>
	read(
		interviewMapSchema,
		getJson(`/api/coverage/${encodeURIComponent(district)}/map?${searchOf({ round })}`),
	)

/** `district` '': all districts in the user's scope. */
export const operators = (round: string): Promise<OperatorAlertsResponse> =>
	read(operatorAlertsResponseSchema, getJson(`/api/quality/operators?${searchOf({ round })}`))
export const quality = (round: string, district: string): Promise<QualityAlertsResponse> =>
	read(qualityAlertsResponseSchema, getJson(`/api/quality?${searchOf({ round, district })}`))
export const flagged = (query: {
	readonly round: string
	readonly district: string
	readonly kind: FlagKind | ''
	readonly state: FlagState
}): Promise<FlaggedList> => read(flaggedListSchema, getJson(`/api/quality/flags?${searchOf(query)}`))
export const enumerator = (id: string, round: string, district: string): Promise<EnumeratorResponse> =>
	read(
		enumeratorResponseSchema,
		getJson(`/api/quality/enumerators/${encodeURIComponent(id)}?${searchOf({ round, district })}`),
	)
export const recordFlags = (id: string): Promise<RecordFlags> =>
	read(recordFlagsSchema, getJson(`/api/quality/records/${encodeURIComponent(id)}`))
export const qualityLimits = (round: string): Promise<LimitsListed> =>
	read(limitsListedSchema, getJson(`/api/quality/limits?${searchOf({ round })}`))
export const previewLimits = (wanted: PreviewLimits): Promise<LimitsPreview> =>
	read(limitsPreviewSchema, postJson('/api/quality/limits/preview', wanted))
export const changeLimits = (change: ChangeLimits): Promise<unknown> =>
	postJson('/api/quality/limits', change)
export const resolveFlag = (decision: ResolveFlag): Promise<unknown> =>
	postJson('/api/quality/resolutions', decision)

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

export const recoveryState = (): Promise<RecoveryState> =>
	read(recoveryStateSchema, getJson('/api/recovery-key'))
export const recoveryRows = async (): Promise<string[]> =>
	(await read(recoveryRowsSchema, postJson('/api/recovery-key', {}))).rows
export const testRecoveryKey = (text: string): Promise<RecoveryTested> =>
	read(recoveryTestedSchema, postJson('/api/recovery-key/verification', { text }))

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
