import { may, type Role } from '#shared/people/roles'
import { useTranslations } from '../../ui/i18n.ts'
import { useOpenKeys } from '../account/role-key.ts'
import { UnlockRoleKey } from '../account/unlock-role-key.tsx'
import { useDesk } from '../kit/desk-context.ts'

/** For holders of a role's key: decrypts the visible sealed columns in this browser, row by row. */
export function UnlockSealedColumns(props: {
	readonly sealedTo: readonly (Role | null)[]
	readonly isDecrypting: boolean
	readonly onToggle: (isDecrypting: boolean) => void
}) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const keys = useOpenKeys()
	if (!props.sealedTo.includes(person.role) || !may(person.role, 'role-key.manage') || person.demonstration)
		return null
	const toClose = keys.size === 0 ? 'table.close' : 'table.hideDecrypted'
	return (
		<div className="stack tight narrow-desk">
			{props.isDecrypting && keys.size === 0 && <UnlockRoleKey>{t('table.decryptKeyHint')}</UnlockRoleKey>}
			{props.isDecrypting && keys.size > 0 && <p className="hint">{t('table.decryptingHint')}</p>}
			<div className="actions">
				<button type="button" className="plain small" onClick={() => props.onToggle(!props.isDecrypting)}>
					{t(props.isDecrypting ? toClose : 'table.decrypt')}
				</button>
			</div>
		</div>
	)
}
