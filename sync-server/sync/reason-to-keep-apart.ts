import { canFillForm, isPhoneRole, type Role } from '#shared/access/roles'
import type { QuarantineReason } from '#shared/revisions/held-back'
import type { Revision } from '#shared/revisions/revision'
import type { Device } from '../storage/device-table.ts'

/** Why a revision is not let into its record, whatever that is; null where nothing speaks against it so far. */
export function findQuarantineReason(
	revision: Revision,
	device: Device,
	project: string,
	/** Who fills in its form; undefined: that names nobody. */
	filledBy: readonly Role[] | undefined,
): QuarantineReason | null {
	if (revision.project !== project) return 'other-project'
	if (revision.device !== device.id || revision.author !== device.person) return 'other-device'
	if (!device.isActive) return 'not-active'
	// the desk corrects what it reads, whoever filled that in
	if (isPhoneRole(device.role) && !canFillForm(device.role, filledBy)) return 'other-role'
	return null
}
