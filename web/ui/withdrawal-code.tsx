import { useTranslations } from './i18n.ts'
import './withdrawal-code.css'

/**
 * Withdrawal code for the respondent's card, in large letters for copying; renders nothing if there is none.
 */
export function WithdrawalCode({ code }: { code: string }) {
	const { t } = useTranslations()
	if (code === '') return null
	return (
		<section className="note withdrawal-code">
			<p>{t('endInterview.withdrawalCode')}</p>
			<p>
				<bdi dir="ltr">{code}</bdi>
			</p>
			<p className="hint">{t('endInterview.withdrawalCodeHelp')}</p>
		</section>
	)
}
