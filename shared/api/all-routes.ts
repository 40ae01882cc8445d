import { approvalApi } from './approvals.ts'
import { backCheckApi } from './back-checks.ts'
import { coverageApi } from './coverage.ts'
import { messageApi } from './messages.ts'
import { qualityApi } from './quality.ts'
import { recoveryKeyApi } from './recovery-key.ts'
import type { Api, ApiRoute } from './route.ts'
import { sampleApi } from './sample.ts'
import { studyApi } from './study.ts'
import { weightApi } from './weights.ts'

const areas: readonly Api[] = [
	...[approvalApi, backCheckApi, coverageApi, messageApi, qualityApi],
	...[recoveryKeyApi, sampleApi, studyApi, weightApi],
]

/** All declared routes. */
export const apiRoutes: readonly ApiRoute[] = areas.flatMap((area) => Object.values(area))
