import { accountApi, twoFactorApi } from './account.ts'
import { apiKeyApi } from './api-keys.ts'
import { approvalApi } from './approvals.ts'
import { auditLogApi } from './audit-log.ts'
import { backCheckApi } from './back-checks.ts'
import { baseMapApi } from './base-map.ts'
import { cleaningApi } from './cleaning.ts'
import { coverageApi } from './coverage.ts'
import { descriptionApi } from './description.ts'
import { exportApi, exportJobApi } from './exports.ts'
import { audioApi, formApi } from './forms.ts'
import { helplineApi } from './helpline.ts'
import { importApi } from './import.ts'
import { messageApi } from './messages.ts'
import { peopleApi } from './people.ts'
import { privacyApi } from './privacy.ts'
import { qualityApi } from './quality.ts'
import { attachmentApi, identifierApi, quarantineApi, recordApi } from './records.ts'
import { recoveryKeyApi } from './recovery-key.ts'
import { releaseApi } from './releases.ts'
import { resultApi } from './results.ts'
import { reviewApi } from './review.ts'
import type { Api, ApiRoute } from './route.ts'
import { ruleApi } from './rules.ts'
import { sampleApi } from './sample.ts'
import { serverApi } from './server.ts'
import { studyApi } from './study.ts'
import { tableApi } from './table.ts'
import { transcriptApi } from './transcripts.ts'
import { weightApi } from './weights.ts'

const areas: readonly Api[] = [
	accountApi,
	twoFactorApi,
	apiKeyApi,
	approvalApi,
	auditLogApi,
	backCheckApi,
	baseMapApi,
	cleaningApi,
	coverageApi,
	descriptionApi,
	exportApi,
	exportJobApi,
	formApi,
	audioApi,
	helplineApi,
	importApi,
	messageApi,
	peopleApi,
	privacyApi,
	qualityApi,
	recordApi,
	quarantineApi,
	attachmentApi,
	identifierApi,
	recoveryKeyApi,
	releaseApi,
	resultApi,
	reviewApi,
	ruleApi,
	sampleApi,
	serverApi,
	studyApi,
	tableApi,
	transcriptApi,
	weightApi,
]

/** All declared routes. */
export const apiRoutes: readonly ApiRoute[] = areas.flatMap((area) => Object.values(area))
