import * as z from 'zod/mini'
import {
	formDecidedSchema,
	formDecisionSchema,
	formProposalDefinitionsSchema,
	formProposalSchema,
} from '../forms/form-proposal.ts'
import { leadApprovalSchema, leadDecisionSchema } from '../people/lead-approval.ts'
import { newRoleKeySchema, roleKeyDecisionSchema, roleKeyListItemSchema } from '../people/role-keys.ts'
import { idParameter } from './parameters.ts'
import { defineApi } from './route.ts'

/**
 * Routes for what a second person approves: form versions that weaken protection, sign-in codes of
 * safeguarding leads, and keys of the user's own role.
 */
export const approvalApi = defineApi({
	/** Number of approvals that wait for the user. */
	count: {
		method: 'GET',
		path: '/api/approvals/count',
		permission: 'forms.read',
		audit: 'nothing',
		response: z.object({ waiting: z.int() }),
	},
	formProposals: {
		method: 'GET',
		path: '/api/form-proposals',
		permission: 'forms.read',
		audit: 'nothing',
		response: z.array(formProposalSchema),
	},
	formProposal: {
		method: 'GET',
		path: '/api/form-proposals/:id',
		permission: 'forms.read',
		audit: 'nothing',
		params: idParameter,
		response: formProposalDefinitionsSchema,
	},
	decideFormProposal: {
		method: 'POST',
		path: '/api/form-proposals/:id/decisions',
		permission: 'forms.read',
		audit: ['form-version-approved', 'form-version-rejected'],
		params: idParameter,
		body: formDecisionSchema,
		response: formDecidedSchema,
	},
	leadApprovals: {
		method: 'GET',
		path: '/api/lead-approvals',
		permission: 'leads.approve',
		isForRealData: true,
		audit: 'nothing',
		response: z.array(leadApprovalSchema),
	},
	decideLeadApproval: {
		method: 'POST',
		path: '/api/lead-approvals/:id/decisions',
		permission: 'leads.approve',
		isForRealData: true,
		audit: ['lead-access-approved', 'lead-access-rejected'],
		params: idParameter,
		body: leadDecisionSchema,
	},
	roleKeys: {
		method: 'GET',
		path: '/api/role-keys',
		permission: 'role-key.manage',
		isForRealData: true,
		audit: 'nothing',
		response: z.array(roleKeyListItemSchema),
	},
	addRoleKey: {
		method: 'POST',
		path: '/api/role-keys',
		permission: 'role-key.manage',
		isForRealData: true,
		audit: ['role-key-created'],
		body: newRoleKeySchema,
	},
	decideRoleKey: {
		method: 'POST',
		path: '/api/role-keys/:id/decisions',
		permission: 'role-key.manage',
		isForRealData: true,
		audit: ['role-key-confirmed', 'role-key-rejected'],
		params: idParameter,
		body: roleKeyDecisionSchema,
	},
})
