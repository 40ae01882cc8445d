import { useTranslations } from './i18n.ts'
import './withdrawal-code.css'

/** The code for the card of the person, as large as it is to be copied; nothing where there is none. */
export function WithdrawalCode({ code }: { code: string }) {
	const { t } = useTranslations()
	if (code === '') return null
	return (
		<section className="note withdrawal-code">
			<p>{t('stop.code')}</p>
			<p>
				<bdi dir="ltr">{code}</bdi>
			</p>
			<p className="hint">{t('stop.codeWhy')}</p>
		</section>
	)
}
