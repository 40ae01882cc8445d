import { useTranslations } from '../../ui/i18n.ts'

/** True for an address that only this computer reaches. `hostname` as in `location`. */
export const isLocalAddress = (hostname: string): boolean =>
	/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) || hostname.endsWith('.localhost')

/** Warns that enrolment links lead to this computer; renders nothing at an address that others reach. */
export function LocalAddressNote() {
	const { t } = useTranslations()
	if (!isLocalAddress(location.hostname)) return null
	return <p className="note wait">{t('people.localAddress', { address: location.host })}</p>
}
