import { i18n } from '@lingui/core'

// Tests read the English texts of the source, without a catalog.
i18n.loadAndActivate({ locale: 'en', messages: {} })
