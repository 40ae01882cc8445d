import { messageApi } from '#shared/api/messages'
import type { FieldContact } from '#shared/study/field-contacts'
import { callRoute } from '../../api/call-route.ts'

/** Loads the field contacts of the user's districts. */
export const fetchFieldContacts = async (): Promise<FieldContact[]> =>
	(await callRoute(messageApi.fieldContacts)).entries
