import { canFillForm, isPhoneRole, type Role } from '#shared/people/roles'
import type { QuarantineReason } from '#shared/review/quarantine'
import type { Revision } from '#shared/revisions/revision'
import type { Device } from '../storage/people/devices.ts'

/** Returns the reason to quarantine a revision that does not depend on its record; null if there is none. */
export function findQuarantineReason(
	revision: Revision,
	device: Device,
	project: string,
	/** Roles that fill in its form; undefined if the form names none. */
	filledBy: readonly Role[] | undefined,
): QuarantineReason | null {
	if (revision.project !== project) return 'other-project'
	if (revision.device !== device.id || revision.author !== device.person) return 'other-device'
	if (!device.isActive) return 'not-active'
	// the desk may edit all records that it can read, with any author
	if (isPhoneRole(device.role) && !canFillForm(device.role, filledBy)) return 'other-role'
	return null
}
